import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { KNOWN } from '../../src/cli/policy.ts';
import { asData, builtInPolicy } from '../../src/core/policy.ts';
import { lintText } from '../../src/core/policy-lint.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { policiesOf } from '../../src/compose/policies.ts';
import { TENANT } from '../fakes/stage.ts';

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string }>((resolve) =>
    execFile(
      process.execPath,
      ['src/cli/main.ts', 'policy', ...args],
      { env: { ...process.env, LOG_LEVEL: 'silent', ...env } },
      (error, out) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    ),
  );

suite('cli -- policy', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-'));
  });
  teardown(() => rm(folder, { recursive: true }));
  const written = async (policy: object) => {
    const file = join(folder, 'policy.json');
    await writeFile(file, JSON.stringify(policy));
    return file;
  };

  test('lint tells every fault with its fix, and fails', async () => {
    const { risks } = builtInPolicy().document;
    const irreversible = { ...risks.irreversible, quorum: 1, coolDown: 'PT5M' };
    const file = await written({ version: 1, risks: { ...risks, irreversible } });

    const { code, out } = await run(['lint', file, '--json']);

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      faults: [
        expect.stringMatching(/quorum is 1/),
        expect.stringMatching(/coolDown is 5 minutes/),
      ],
    });
  }).timeout(180_000);

  test('show names what is in force, and says of a file that differs that it has no effect', async () => {
    const { document } = builtInPolicy();
    const file = await written({
      ...document,
      quietHours: { from: '22:00', to: '07:00', zone: 'UTC' },
    });

    const { code, out } = await run(['show', '--json'], { DATA_DIR: folder, POLICY_FILE: file });

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ builtIn: true, digest: builtInPolicy().digest },
      file: { kind: 'differs' },
    });
  }).timeout(180_000);

  test('the example has no fault', async () => {
    const { faults } = lintText(await readFile('deploy/policy.example.json', 'utf8'), KNOWN);

    expect(faults).toEqual([]);
  });
});

test('a built-in policy of an earlier start is known by its digest for good', async () => {
  const store = memoryStore();
  const [before, now] = [builtInPolicy(3_600_000), builtInPolicy()];
  await policiesOf(store, TENANT, before).keepBuiltIn();
  await policiesOf(store, TENANT, before).keepBuiltIn();

  const found = await policiesOf(store, TENANT, now).by(before.digest);

  expect(found).toEqual(asData(before.document));
  expect(await policiesOf(memoryStore(), TENANT, now).by(before.digest)).toBeUndefined();
});
