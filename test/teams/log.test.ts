import { spawnSync } from 'node:child_process';
import { expect } from 'expect';
import { createMetrics } from '../../src/teams/metrics.ts';
import { memoryLog } from '../../src/teams/log.ts';
import { redacted } from '../../src/teams/redact.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----';

suite('the log', () => {
  const secrets: readonly (readonly [string, unknown])[] = [
    ['a token in a text', `refused: ${JWT} was bad`],
    ['a token after Bearer', { header: `Bearer abc.def-ghi` }],
    ['a key in a text', `Available keys: ${PEM}`],
    ['a key that was cut off', PEM.slice(0, 45)],
    ['a password by its name', { appPassword: 'hunter2' }],
    ['a secret by its name, deep down', { a: { b: [{ clientSecret: 'hunter2' }] } }],
    ['a header by its name', { headers: { Authorization: 'hunter2', cookie: 'hunter2' } }],
    ['a form body', 'grant_type=client_credentials&client_secret=hunter2&scope=x'],
    ['an error with all that in it', new Error(`failed with ${JWT}`, { cause: new Error(PEM) })],
  ];
  for (const [what, value] of secrets)
    test(`${what} does not get into it`, () => {
      const log = memoryLog();

      log.error('failed', { value });

      const line = JSON.stringify(log.lines);
      for (const secret of ['hunter2', 'eyJ', 'abc.def', 'MIIEow', 'BEGIN RSA'])
        expect(line).not.toContain(secret);
    });

  test('what is no secret stays readable', () => {
    const fields = { run: '7K2QF', count: 3, at: null, list: ['a', { ok: true }] };

    expect(redacted(fields)).toEqual(fields);
  });

  test('odd values end nothing', () => {
    const circle: Record<string, unknown> = { big: 10n, bytes: Buffer.from('x'), run: () => 1 };
    circle.self = circle;

    expect(() => JSON.stringify(redacted(circle))).not.toThrow();
  });

  test('lines are JSON on stderr, and stdout stays empty', () => {
    const program = `
      import { createLog } from './src/teams/log.ts';
      const log = createLog('info');
      log.debug('hidden'); log.info('shown', { run: '7K2QF', password: 'hunter2' });
    `;

    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { level: 30, time: expect.any(String), run: '7K2QF', password: '[removed]', msg: 'shown' },
    ]);
  });

  test('metrics of the process can be had', async () => {
    const { text } = await createMetrics(true).page();

    expect(text).toContain('process_resident_memory_bytes');
  });
});
