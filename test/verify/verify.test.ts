import { compactVerify, importJWK } from 'jose';
import { expect } from 'expect';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { headIn } from '../../src/verify/heads.ts';
import { filesOf, newestIn, packOf, type Making } from './pack-maker.ts';
import { RUN, TENANT, twoRuns } from './stories.ts';

const good = (): Making => {
  const { one, happened } = twoRuns();
  return {
    ...one,
    tenant: TENANT,
    happened,
    sizes: [3, 8, happened.length],
    scope: { kind: 'run', run: RUN },
  };
};

const verdictOn = (making: Making) => reportOn(verifyPack(packOf(making)));

suite('the verifier', () => {
  test('finds nothing at fault in a run as it should be, and says what that proves', () => {
    const report = verdictOn(good());

    expect(report.faults).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.proves.join(' ')).toContain('All 7 entries are in the ledger of 14 leaves');
    expect(report.cannotProve.join(' ')).toContain('with --key');
    expect(report.cannotProve.join(' ')).toContain('with --head');
    expect(Object.fromEntries(report.checks.map(({ id, checked }) => [id, checked]))).toMatchObject(
      {
        ...{ manifest: 10, keys: 2, checkpoints: 3, consistency: 2, witnesses: 3, entries: 7 },
        ...{ sequence: 1, inclusion: 7, openings: 6, policies: 2, approvals: 3 },
      },
    );
  });

  test('finds nothing at fault in a period with all its runs', () => {
    const { happened, one, other } = twoRuns();
    const scope = { kind: 'period', from: '2026-11-20', to: '2026-11-21' };
    const cards = [...one.cards, ...other.cards];

    const report = verdictOn({ ...one, cards, tenant: TENANT, happened, scope });

    expect(report.faults).toEqual([]);
  });

  test('knows a kept phrase, checkpoint and statement again', () => {
    const pack = packOf(good());
    const newest = newestIn(filesOf(good()));
    const { phrase = '' } = reportOn(verifyPack(pack)).newest ?? {};
    const heads = [phrase].flatMap((given) => headIn(given) ?? []);

    const report = reportOn(verifyPack(pack, { heads }));

    expect(newest.split('.')).toHaveLength(3);
    expect(report.faults).toEqual([]);
    expect(report.proves.join(' ')).toContain('What you kept is part of this history');
  });

  test('reads the same signatures as jose does', async () => {
    const files = filesOf(good());
    const { keys } = JSON.parse(files['keys.json'] ?? '') as { keys: { jwk: object }[] };

    const { payload } = await compactVerify(
      newestIn(files),
      await importJWK(keys[0]?.jwk ?? {}, 'ES256'),
    );

    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ size: 14, tenant: TENANT });
  });
});
