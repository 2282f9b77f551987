import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import type { Entry } from '../../../src/core/ledger.ts';
import type { Pasted } from '../../../src/core/step.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import { folderBackups } from '../../../src/gateways/files/backup-place.ts';
import { backup } from '../../../src/walkthroughs/customer-key/steps/backup.ts';
import { lastBackup } from '../../../src/walkthroughs/customer-key/steps/backup-record.ts';
import { keyFit } from '../../../src/walkthroughs/customer-key/steps/key.ts';
import { siteOf, type Site } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import {
  ANSWERS,
  approveAll,
  getKey,
  keyStage,
  play,
  refusal,
  started,
  stepOf,
  URLS,
  type KeyStage,
} from './key-stage.ts';

const { key: NAME } = ANSWERS.first;
const URI = `${URLS[0]}/keys/${NAME}`;
const HASH = 'ab'.repeat(32);

const steps = (site: Site) => {
  const [branch] = site.branches;
  return [keyFit(site, branch), backup(site, branch)];
};

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fileOf = (version: string): string => `${NAME}-Backup-${version}.backup`;
const historyOf = (on: KeyStage): Promise<readonly Entry[]> =>
  on.runs.about('customer-key/contoso.example');
const recorded = async (on: KeyStage) => lastBackup(await historyOf(on), { keyUri: URI });

suite('Backups into a folder of the customer’s own', () => {
  let folder = '';
  const withFolder = () => keyStage({ steps, backups: folderBackups(folder) });

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backups-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  test('are approved together with a key that does not exist yet', async () => {
    const on = withFolder();
    const run = await started(on);

    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'backup-1');
    expect([state, asked.map(({ ask }) => ask)]).toEqual(['verified', [1]]);
    expect(asked[0]?.changes[0]?.details).toMatchObject({
      operation: 'keyvault.key.backup',
      target: URI,
      after: { file: fileOf('<current version>') },
    });
  });

  test('are named by the version, and what is on record of them is true', async () => {
    const on = withFolder();

    await play(on, await started(on));

    const { version } = await getKey(on.first);
    const bytes = await readFile(join(folder, fileOf(version)));
    expect(await readdir(folder)).toEqual([fileOf(version)]);
    expect(await recorded(on)).toEqual({
      ...{ version, sha256: hashOf(bytes), file: fileOf(version), size: bytes.length },
      ...{ at: on.clock.now().toISOString(), how: 'verified' },
    });
  });

  test('leave nothing of themselves in the ledger', async () => {
    const on = withFolder();

    await play(on, await started(on));

    const { version } = await getKey(on.first);
    const bytes = await readFile(join(folder, fileOf(version)));
    const ledger = JSON.stringify(await historyOf(on));
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      expect(ledger).not.toContain(bytes.toString(encoding).slice(0, 24));
  });

  test('are not made twice, in one run or the next', async () => {
    const on = withFolder();
    await play(on, await started(on));
    const before = await recorded(on);

    const run = await started(on);
    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'backup-1');
    expect([state, asked]).toEqual(['verified', []]);
    expect((await recorded(on))?.sha256).toBe(before?.sha256);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('are made again for a new version, beside the old one', async () => {
    const on = withFolder();
    await play(on, await started(on));
    const { version } = await getKey(on.first);
    const { version: rolled } = await on.first.rollKey(NAME, version, 'rolled');

    await play(on, await started(on));

    expect((await readdir(folder)).sort()).toEqual([fileOf(version), fileOf(rolled)].sort());
    expect((await recorded(on))?.version).toBe(rolled);
  });

  test('that were swapped afterwards are not taken for the ones that were seen', async () => {
    const on = withFolder();
    await play(on, await started(on));
    const { version } = await getKey(on.first);
    await writeFile(join(folder, fileOf(version)), randomBytes(64));

    const run = await started(on);
    await play(on, run);

    const { state, note } = await stepOf(on, run, 'backup-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining('its SHA-256 differs')]);
  });

  test('that vanished are made again', async () => {
    const on = withFolder();
    await play(on, await started(on));
    await Promise.all((await readdir(folder)).map((file) => rm(join(folder, file))));

    const run = await started(on);
    await play(on, run);

    expect((await stepOf(on, run, 'backup-1')).state).toBe('verified');
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('of unknown origin are left alone and not trusted', async () => {
    const on = withFolder();
    const { version } = await on.bring();
    await writeFile(join(folder, fileOf(version)), 'not a backup');
    const run = await started(on);

    await play(on, run);

    const { state, note } = await stepOf(on, run, 'backup-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining('has no record of')]);
    expect(await readFile(join(folder, fileOf(version)), 'utf8')).toBe('not a backup');
  });

  test('that were moved away because they were doubtful are made anew after resume', async () => {
    const on = withFolder();
    const { version } = await on.bring();
    await writeFile(join(folder, fileOf(version)), 'not a backup');
    const run = await started(on);
    await play(on, run);
    await rm(join(folder, fileOf(version)));

    await on.runs.resume(run, operator(ada));
    await play(on, run);

    expect((await stepOf(on, run, 'backup-1')).state).toBe('verified');
  });

  test('that appear after the bot failed to make one are not taken for its own', async () => {
    const on = withFolder();
    const { version } = await on.bring();
    on.first.failNext('backUp', refusal('ForbiddenByRbac'));
    const run = await started(on);
    await play(on, run);
    await writeFile(join(folder, fileOf(version)), 'not a backup');

    await on.runs.resume(run, operator(ada));
    await play(on, run);

    const { state, note } = await stepOf(on, run, 'backup-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining('has no record of')]);
  });

  test('that were written before a kill are found and not written again', async () => {
    const real = folderBackups(folder);
    let killed = false;
    const backups = {
      ...real,
      async put(name: string, blob: Uint8Array) {
        await real.put(name, blob);
        if (killed) return;
        killed = true;
        throw new Error('killed');
      },
    };
    const on = keyStage({ steps, backups });
    const run = await started(on);
    await on.runs.advance(run);
    await approveAll(on, run);

    const error = await on.runs.advance(run).catch(({ message }: Error) => message);
    await play(on, run);

    expect(error).toBe('killed');
    expect((await stepOf(on, run, 'backup-1')).state).toBe('verified');
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('that a vault refuses to give fail with its sentence', async () => {
    const on = withFolder();
    on.first.failNext('backUp', refusal('ForbiddenByRbac'));
    const run = await started(on);

    await play(on, run);

    expect(await stepOf(on, run, 'backup-1')).toMatchObject({ state: 'failed' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('fail with a sentence where the folder is not there', async () => {
    const on = keyStage({ steps, backups: folderBackups(join(folder, 'unmounted')) });
    const run = await started(on);

    await play(on, run);

    const { state, note } = await stepOf(on, run, 'backup-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining('KEY_BACKUP_DIR')]);
  });
});

const OUTPUT = `
Algorithm : SHA256
Hash      : ${HASH.toUpperCase()}
Path      : C:\\Users\\ada\\backups\\${NAME}-Backup-20261121.backup

Size: 9312 bytes
`;

suite('Backups that people make', () => {
  const byHand = () => keyStage({ steps });

  /** Up to the point where it is a person's turn. */
  async function begun(on: KeyStage): Promise<string> {
    const run = await started(on);
    await play(on, run, 3);
    return run;
  }

  test('are shown how, filled in and safe to paste', async () => {
    const on = byHand();

    const run = await begun(on);

    const { state, change, asked } = await stepOf(on, run, 'backup-1');
    expect([state, asked]).toEqual(['your-turn', []]);
    expect(change?.guide).toMatchObject({ proof: 'attested', asks: expect.anything() });
    expect(change?.guide?.command).toContain(
      `Backup-AzKeyVaultKey -VaultName 'Contoso-CK-MW-A1' -Name '${NAME}' -OutputFile $file`,
    );
    expect(change?.guide?.command).toContain(
      `$file = "${NAME}-Backup-$(Get-Date -Format yyyyMMdd).backup"`,
    );
  });

  test('are attested with hash, name, size and version, and nothing else is kept', async () => {
    const on = byHand();
    const run = await begun(on);

    const answer = await on.runs.attest(run, 'backup-1', operator(ada), OUTPUT);
    await on.runs.advance(run);

    const { version } = await getKey(on.first);
    expect([answer.kind, (await stepOf(on, run, 'backup-1')).state]).toEqual([
      'recorded',
      'attested',
    ]);
    expect(await recorded(on)).toMatchObject({
      ...{ version, sha256: HASH, file: `${NAME}-Backup-20261121.backup` },
      ...{ size: 9312, how: 'attested' },
    });
    expect(JSON.stringify(await historyOf(on))).not.toContain('Users');
  });

  test('are not settled by a press alone', async () => {
    const on = byHand();
    const run = await begun(on);

    const answer = await on.runs.attest(run, 'backup-1', operator(ada));

    expect(answer.kind).toBe('refused');
    expect((await stepOf(on, run, 'backup-1')).state).toBe('your-turn');
  });

  test('that are on record for this version are not asked for again', async () => {
    const on = byHand();
    await on.runs.attest(await begun(on), 'backup-1', operator(ada), OUTPUT);
    const [first] = await on.runs.list({ open: true });
    await on.runs.advance(first?.run ?? '');

    const run = await begun(on);

    const { state, note } = await stepOf(on, run, 'backup-1');
    expect([state, note]).toEqual(['verified', expect.stringContaining('A person said at')]);
    expect((await recorded(on))?.how).toBe('attested');
  });

  test('are asked for again when the key has a new version', async () => {
    const on = byHand();
    const before = await begun(on);
    await on.runs.attest(before, 'backup-1', operator(ada), OUTPUT);
    await on.runs.advance(before);
    const { version } = await getKey(on.first);
    await on.first.rollKey(NAME, version, 'rolled');

    const run = await begun(on);

    expect((await stepOf(on, run, 'backup-1')).state).toBe('your-turn');
  });

  /** What the step makes of a text. */
  async function readOn(on: KeyStage, pasted: string): Promise<Pasted | undefined> {
    await on.bring();
    const site = siteOf(on.world, ANSWERS, remembering());
    const step = backup(site, site.branches[0]);
    return step.read?.(pasted, { entries: [], history: [], now: on.clock.now() });
  }
  const read = (pasted: string) => readOn(byHand(), pasted);

  for (const [what, pasted] of [
    ['a table', `Algorithm  Hash  Path\n---------  ----  ----\nSHA256  ${HASH}  C:\\k.backup`],
    ['the hash alone', HASH],
    ['capital letters', HASH.toUpperCase()],
    ['Unix', `${HASH}  ./k.backup`],
    ['OpenSSL', `SHA2-256(k.backup)= ${HASH}`],
    ['an assignment', `sha256=${HASH}`],
    ['JSON', `{"Algorithm":"SHA256","Hash":"${HASH}","Path":"/mnt/k.backup"}`],
    ['the same hash twice', `${HASH}\n${HASH.toUpperCase()}`],
  ] as const)
    test(`${what} is understood`, async () => {
      const pastedAs = await read(pasted);

      expect(pastedAs).toMatchObject({ kind: 'accepted', seen: { key: URI, sha256: HASH } });
    });

  const blob = randomBytes(3000).toString('base64');

  for (const [what, pasted, says] of [
    ['nothing', '   ', 'No SHA-256'],
    ['chat', 'it is done, promised', 'No SHA-256'],
    ['a hash that was cut off', `${HASH.slice(0, 60)}…`, 'cut it off'],
    ['a digit too many', `${HASH}a`, 'No SHA-256'],
    ['SHA-512', `Algorithm : SHA512\nHash : ${'ab'.repeat(64)}`, 'another kind of hash'],
    ['MD5', `MD5  ${'ab'.repeat(16)}`, 'another kind of hash'],
    ['two hashes', `${HASH}\n${'cd'.repeat(32)}`, 'several hashes'],
    [
      'the hash of nothing',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'empty',
    ],
    ['an empty file', `${HASH}\nSize: 0 bytes`, 'empty'],
    ['the backup itself', blob, 'must not be posted'],
    ['the backup beside its hash', `${OUTPUT}\n${blob}`, 'must not be posted'],
    ['the backup in lines', blob.replaceAll(/(.{64})/g, '$1\r\n'), 'must not be posted'],
    ['the backup in base64url', randomBytes(3000).toString('base64url'), 'must not be posted'],
    ['the backup in hex', randomBytes(3000).toString('hex'), 'must not be posted'],
    ['how a backup begins', `KUF6dXJlS2V5VmF1bHRLZXlCYWNr ${HASH}`, 'must not be posted'],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${HASH}`, 'must not be posted'],
  ] as const)
    test(`${what} is refused, and nothing of it is said again`, async () => {
      const pastedAs = await read(pasted);

      if (pastedAs?.kind !== 'refused') throw new Error('It was accepted.');
      expect(pastedAs.problem).toContain(says);
      expect(pastedAs.problem).not.toContain(blob.slice(0, 20));
    });

  test('a key that cannot be read now is said, and nothing is recorded', async () => {
    const on = byHand();
    const keys = { ...on.first, findKey: () => Promise.reject(refusal('Throttled', 429, true)) };
    Object.assign(on.world, { openKeyVault: () => keys });

    const pastedAs = await readOn(on, OUTPUT);

    expect(pastedAs).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('Nothing was recorded'),
    });
  });
});

suite('What is on record of backups', () => {
  const entry = (happening: object): Entry =>
    ({ seq: 1, at: '2026-11-21T12:00:00.000Z', ...happening }) as Entry;
  const seen = (version: string, key = URI) =>
    entry({
      ...{ kind: 'attested', step: 'backup-1', by: ada, statement: '' },
      seen: { key, version, sha256: HASH },
    });

  test('the newest counts, and only that of the same key', () => {
    const history = [seen('1'), seen('2'), seen('3', `${URI}-KEK`)];

    expect(lastBackup(history, { keyUri: URI.toUpperCase() })?.version).toBe('2');
  });

  test('sentences and texts of another form are no record', () => {
    const history = [
      entry({ kind: 'verified', step: 'backup-1', found: `${URI}, version 1: backed up.` }),
      entry({ kind: 'verified', step: 'key-1' }),
      entry({ kind: 'attested', step: 'backup-1', by: ada, statement: HASH, seen: { key: URI } }),
    ];

    expect(lastBackup(history, { keyUri: URI })).toBeUndefined();
  });
});
