import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'expect';
import { SANDBOX_SECRET } from '../../src/config/sandbox-tenant.ts';

const MAIN = fileURLToPath(new URL('canary-run.ts', import.meta.url));
/** The sandbox's own keys: it plays Microsoft's part, and signs what it issues. */
const KEYS =
  /[\\/]data[\\/]sandbox[\\/](?:signing\.json|tls[\\/]|[^\\/]*(?:authority|key)[^\\/]*$)/;
/** The bot's own keys, each in a file that only its user can read. */
const SIGNING = ['checkpoint.jwk', 'witness.jwk'].map((file) => join('data', 'evidence', file));
/** What an auditor is given, and what stands behind it in the store. */
const GIVEN = [
  ...['entries.ndjson', 'openings.ndjson', 'checkpoints.ndjson', 'keys.json', 'story.html'].map(
    (file) => join('evidence', 'run', file),
  ),
  ...['entries.ndjson', 'story.md', 'manifest.json'].map((file) =>
    join('evidence', 'period', file),
  ),
  join('evidence', 'compliance.html'),
  ...['seen_cards', 'ledger_openings', 'ledger_checkpoints', 'ledger_leaves'].map((table) =>
    join('evidence', 'store', `${table}.json`),
  ),
];

interface Played {
  readonly good: boolean;
  readonly tokens: readonly string[];
  readonly shown: unknown;
  readonly metrics: string;
}

/** Every way in which a secret may be written down. */
const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

/** What of a key may be in no other file. */
async function privateIn(file: string): Promise<string> {
  const { d } = JSON.parse(await readFile(file, 'utf8')) as { readonly d: string };
  return d;
}

suite('Secrets', () => {
  let folder = '';
  let played: Played;
  let log = '';
  let canaries: readonly string[] = [];
  const where: string[] = [];

  /** The name of whatever holds a canary: never the canary itself, for tests are logged too. */
  function look(name: string, text: string): void {
    if (canaries.some((canary) => text.includes(canary))) where.push(name);
  }

  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-steward-canary-'));
    const done = await promisify(execFile)(process.execPath, [MAIN, folder], {
      maxBuffer: 256 * 1024 * 1024,
      env: { PATH: process.env['PATH'] },
    });
    played = JSON.parse(done.stdout) as Played;
    log = done.stderr;
    // The signature is what makes a token one; half of it is as bad as all of it.
    const signatures = played.tokens.map((token) => (token.split('.')[2] ?? token).slice(0, 40));
    const keys = await Promise.all(SIGNING.map((file) => privateIn(join(folder, file))));
    canaries = [SANDBOX_SECRET, ...signatures, ...keys].flatMap(spellings);
  });
  suiteTeardown(() => rm(folder, { recursive: true, force: true }));
  setup(() => void where.splice(0));

  test('the run was whole and used a token of each service, so that there is something to find', () => {
    expect(played.good).toBe(true);
    expect(played.tokens.length).toBeGreaterThanOrEqual(4);
    expect(played.tokens.every((token) => token.split('.').length === 3)).toBe(true);
    expect(log).toContain('"level"');
  });

  test('are in no message and on no card of anybody', () => {
    look('messages', JSON.stringify(played.shown));

    expect(where).toEqual([]);
    const shown = JSON.stringify(played.shown);
    for (const seen of [
      ...['What is recorded now in Contoso Sales', 'Microsoft Graph audit search'],
      ...['As logged', 'is offered here', 'compared with the period before'],
      ...['Keep this message: it lets anybody', 'The key that signed it has the thumbprint'],
    ])
      expect(shown).toContain(seen);
  });

  test('are in no log line, however much is logged, and in no metric', () => {
    look('log', log);
    look('metrics', played.metrics);

    expect(where).toEqual([]);
    expect(log).not.toMatch(/Bearer\s+eyJ|client_secret=(?!<?redacted)/);
  });

  test('are in no file, but for keys in files of their own', async () => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name));
    for (const name of names) look(name, (await readFile(name)).toString('latin1'));

    expect(names.some((name) => name.endsWith('exchanges.ndjson'))).toBe(true);
    expect(names.some((name) => /\.(?:db|sqlite)/.test(name))).toBe(true);
    const others = where.map((name) => relative(folder, name)).filter((name) => !KEYS.test(name));
    expect(others.sort()).toEqual(SIGNING);
  });

  test('are in no evidence: not in packs, stories, cards as seen, openings or the report', async () => {
    const files = await readdir(join(folder, 'evidence'), { recursive: true, withFileTypes: true });
    const names = files.flatMap((file) =>
      file.isFile() ? [join(file.parentPath, file.name)] : [],
    );
    for (const name of names) look(name, await readFile(name, 'utf8'));

    expect(where).toEqual([]);
    expect(names.map((name) => relative(folder, name))).toEqual(expect.arrayContaining(GIVEN));
    expect(names.filter((name) => /[\\/]cards[\\/]\w+\.json$/.test(name))).not.toEqual([]);
    for (const name of GIVEN)
      expect((await readFile(join(folder, name))).length).toBeGreaterThan(50);
  });

  test('the log of exchanges shows that a token was there, and nothing of it', async () => {
    const text = await readFile(join(folder, 'exchanges.ndjson'), 'utf8');

    expect(text).toContain('Bearer <redacted>');
    expect(text).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\./);
  });
});
