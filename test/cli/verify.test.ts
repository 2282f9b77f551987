import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { verify } from '../../src/cli/verify.ts';
import { phraseOf } from '../../src/verify/heads.ts';
import { filesOf, manifestOf, newestIn, sha, signing, zipped } from '../verify/pack-maker.ts';
import { goodRun, TENANT } from '../verify/stories.ts';

const making = { ...goodRun(), tenant: TENANT };
const files = filesOf(making);
const newest = newestIn(files);

suite('cli -- verify', () => {
  let folder = '';
  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-steward-verify-'));
    await writeFile(
      join(folder, 'good.zip'),
      zipped({ 'manifest.json': manifestOf(files, making), ...files }),
    );
    const cut = {
      ...files,
      'entries.ndjson': (files['entries.ndjson'] ?? '').replace('It is on.', 'It is off'),
    };
    await writeFile(
      join(folder, 'bad.zip'),
      zipped({ 'manifest.json': manifestOf(cut, making), ...cut }),
    );
    await writeFile(join(folder, 'noise.zip'), Buffer.from('PK, but not really'));
    await writeFile(join(folder, 'head.txt'), `${newest}\n`);
    await writeFile(join(folder, 'key.json'), JSON.stringify(signing('checkpoint', 'x').jwk));
  });
  suiteTeardown(() => rm(folder, { recursive: true }));

  async function run(...args: string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await verify({
      args: args.map((arg) => (/\.(?:zip|txt|json)$/.test(arg) ? join(folder, arg) : arg)),
      json: args.includes('--json'),
      print: (line) => void out.push(line),
      complain: (line) => void err.push(line),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test('says of a good pack what it proves and what it cannot prove, and ends with 0', async () => {
    const { code, out } = await run('good.zip');

    expect(code).toBe(0);
    for (const part of [
      'This proves',
      'This cannot prove',
      'Verified: nothing is at fault.',
      phraseOf(sha(newest)),
    ])
      expect(out).toContain(part);
  });

  test('names the exact entry of a bad one, and ends with 1', async () => {
    const { code, out } = await run('bad.zip');

    expect(code).toBe(1);
    expect(out).toMatch(
      /NOT verified: 7K2QF9 entry 6 \(leaf 5\), entries\.ndjson line 6: is not what was signed/,
    );
  });

  test('takes a head as phrase, as JWS and as a file, and keys as thumbprint or file', async () => {
    const kid = JSON.parse(files['keys.json'] ?? '').keys[0].jwk.kid as string;
    const given = [
      '--head',
      phraseOf(sha(newest)),
      '--head',
      newest,
      '--head',
      'head.txt',
      '--key',
      kid,
    ];

    expect((await run('good.zip', ...given)).code).toBe(0);
    expect((await run('good.zip', '--key', 'key.json')).out).toContain('none of those you named');
    expect((await run('good.zip', '--head', 'lusab-babad-gutih-tugad')).out).toContain(
      'rolled back or rewritten',
    );
  });

  test('answers wrong usage with 2 and a sentence', async () => {
    for (const args of [
      [],
      ['a.zip', 'b.zip'],
      ['nowhere.zip'],
      ['good.zip', '--head'],
      ['good.zip', '--loud'],
    ]) {
      const { code, err } = await run(...args);

      expect([code, err.length > 0]).toEqual([2, true]);
    }
    expect((await run('good.zip', '--head', 'yesterday')).err).toContain('neither a phrase');
    expect((await run('good.zip', '--key', 'yesterday')).err).toContain('neither a thumbprint');
  });

  test('calls a file that is no pack one that is none', async () => {
    const { code, out } = await run('noise.zip');

    expect([code, out.includes('The zip: does not end as a zip does')]).toEqual([1, true]);
  });
});
