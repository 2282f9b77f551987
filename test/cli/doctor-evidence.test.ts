import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { backlogOf, evidenceFindings, type EvidenceParts } from '../../src/cli/doctor/evidence.ts';
import { readConfig } from '../../src/config.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { localSigner } from '../../src/evidence/local-key.ts';
import type { OpenSigner } from '../../src/evidence/signer.ts';
import { openStore } from '../../src/store/open.ts';
import { ada } from '../fakes/fake-directory.ts';
import { memoryClock } from '../fakes/memory-clock.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const VAULT = 'https://contoso.vault.azure.net/keys/checkpoints';

const refuses: OpenSigner = () =>
  Promise.reject(
    new GatewayError('Reading the key was refused.', { status: 403, transient: false }),
  );

suite('doctor and the seal of the ledger', () => {
  let folder = '';
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-evidence-'));
  });
  teardown(() => rm(folder, { recursive: true, force: true }));

  const configFrom = (env: Record<string, string> = {}) => {
    const reading = readConfig({ DATA_DIR: folder, ...env });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    return reading.config;
  };
  const own = (use: 'checkpoint' | 'witness') => localSigner(join(folder, 'evidence'), use);

  async function look(about: RegExp, more: Partial<EvidenceParts> = {}) {
    const findings = await evidenceFindings({
      config: configFrom(),
      signers: { checkpoint: own('checkpoint'), witness: own('witness') },
      backlog: async () => ({ entries: 0 }),
      now: NOW,
      ...more,
    });
    const [finding, ...others] = findings.filter((each) => about.test(each.about));
    expect(others).toEqual([]);
    return finding;
  }
  const inVault = (key = VAULT) => ({
    ...configFrom(),
    evidence: { dir: folder, key, witnessKey: undefined },
  });

  test('makes no key itself, for the bot could not read what another account has made', async () => {
    const finding = await look(/EVIDENCE_KEY/);

    expect(finding).toMatchObject({ ok: true, says: expect.stringContaining('not made yet') });
    expect(await readdir(folder)).toEqual([]);
  });

  test('names the thumbprints of keys that sign, for auditors to compare', async () => {
    const [one, other] = [await own('checkpoint')(), await own('witness')()];

    const checkpoint = await look(/EVIDENCE_KEY/);
    const witness = await look(/WITNESS_KEY/);

    expect(checkpoint).toMatchObject({ ok: true, says: expect.stringContaining(one.kid) });
    expect(witness).toMatchObject({ ok: true, says: expect.stringContaining(other.kid) });
  });

  test('says what keeps a key of the bot’s own from being enough outside of the sandbox', async () => {
    await own('checkpoint')();

    const onSandbox = await look(/EVIDENCE_KEY/);
    const elsewhere = await look(/EVIDENCE_KEY/, { config: { ...configFrom(), cloud: 'public' } });

    expect(onSandbox?.says).not.toContain('name a key in Key Vault');
    expect(elsewhere?.says).toContain('name a key in Key Vault in EVIDENCE_KEY');
  });

  test('gives the command that lets the bot sign, where it may not read the key', async () => {
    const signers = { checkpoint: refuses, witness: own('witness') };

    const finding = await look(/EVIDENCE_KEY/, { config: inVault(), signers });

    expect(finding?.ok).toBe(false);
    expect(finding?.says).toMatch(/refused\. To let the bot read this key and sign with it/);
    expect(finding?.says).toContain(`deploy/evidence-key.sh --app `);
    expect(finding?.says).toContain(`--key ${VAULT}`);
  });

  test('and where it may read the key and not sign with it', async () => {
    const reads: OpenSigner = async () => ({
      ...(await own('checkpoint')()),
      sign: () =>
        Promise.reject(new GatewayError('Signing was refused.', { status: 403, transient: false })),
    });

    const finding = await look(/EVIDENCE_KEY/, {
      ...{ config: inVault(), signers: { checkpoint: reads, witness: own('witness') } },
    });

    expect(finding).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^Signing was refused/),
    });
  });

  test('finds a signature that does not fit the key', async () => {
    const forged: OpenSigner = async () => {
      const [signer, other] = [await own('checkpoint')(), await own('witness')()];
      return { ...signer, sign: (data) => other.sign(data) };
    };

    const finding = await look(/EVIDENCE_KEY/, {
      ...{ config: inVault(), signers: { checkpoint: forged, witness: own('witness') } },
    });

    expect(finding).toMatchObject({ ok: false, says: expect.stringContaining('does not fit') });
  });

  test('finds a witness that is nobody else', async () => {
    await own('checkpoint')();
    await own('witness')();
    const same = { checkpoint: own('witness'), witness: own('witness') };

    const finding = await look(/WITNESS_KEY/, { signers: same });

    expect(finding).toMatchObject({
      ok: false,
      says: expect.stringContaining('vouches for nothing'),
    });
  });

  test('lets a few seconds pass, and says what to do after minutes', async () => {
    const waiting = (since: string) => ({ backlog: async () => ({ entries: 2, since }) });

    const fresh = await look(/seal of/, waiting('2026-11-21T09:59:58.000Z'));
    const late = await look(/seal of/, waiting('2026-11-21T08:00:00.000Z'));

    expect(fresh).toMatchObject({ ok: true, says: expect.stringContaining('2 entries') });
    expect(late).toMatchObject({ ok: false, says: expect.stringContaining('Start the bot') });
    expect((await look(/seal of/))?.says).toBe('every entry is under a signed checkpoint');
  });

  test('counts what waits in the store, also beside a bot that has it open', async () => {
    const config = configFrom();
    const bot = await openStore({ dataDir: folder }, memoryClock());
    await bot.ledger.append({ tenant: config.tenantId, run: 'LAMPS1' }, 0, [
      {
        ...{ kind: 'started', walkthrough: 'lamps', title: 'Lamps', subject: 'lamps/x' },
        ...{ answers: {}, requester: ada, steps: [] },
      },
    ]);

    const beside = await backlogOf(config);
    await bot.close();

    expect(beside.entries).toBe(1);
    expect((await backlogOf(config)).entries).toBe(1);
  });

  test('says where phrases are posted, or that nobody keeps them', async () => {
    const { approvals } = configFrom();
    const nowhere = { ...configFrom(), approvals: { ...approvals, channel: undefined } };
    const channel = { ...configFrom(), approvals: { ...approvals, channel: '19:a@thread.tacv2' } };

    expect(await look(/phrases/, { config: nowhere })).toMatchObject({
      ...{ ok: true, says: expect.stringContaining('name a channel in APPROVALS_CHANNEL') },
    });
    expect((await look(/phrases/, { config: channel }))?.says).toMatch(/^posted in the approvals/);
  });
});
