import { expect } from 'expect';
import type { KeyVault } from '../../../src/gateways/key-vault.ts';
import { keyFit } from '../../../src/walkthroughs/customer-key/steps/key.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { operator } from '../../fakes/stage.ts';
import {
  ANSWERS,
  approveAll,
  keyStage,
  play,
  started,
  stepOf,
  URLS,
  type KeyStage,
} from './key-stage.ts';

const { key: NAME, vault: VAULT, subscription: SUBSCRIPTION } = ANSWERS.first;
const EXCHANGE = `${NAME}-KEK`;

const imports = () => keyStage({ steps: (site) => [keyFit(site, site.branches[0])] });

/** Up to the point where it is a person's turn. */
async function begun(on: KeyStage, key = NAME): Promise<string> {
  const first = { ...ANSWERS.first, key };
  const run = await started(on, { keySource: 'import', first });
  await play(on, run, 3);
  return run;
}

const asAdministrator = (on: KeyStage): KeyVault => on.keyVaults.open({ id: '', url: URLS[0] });

suite('A key that is brought along', () => {
  test('gets a key exchange key after approval, which may import and nothing else', async () => {
    const on = imports();

    const run = await begun(on);

    const { asked } = await stepOf(on, run, 'key-1');
    expect(asked[0]?.changes[0]?.details).toMatchObject({
      operation: 'keyvault.key.createExchange',
      target: `${URLS[0]}/keys/${EXCHANGE}`,
      after: { type: 'RSA-HSM', size: 3072, operations: ['import'] },
    });
    expect(await on.first.findKey(EXCHANGE)).toMatchObject({ operations: ['import'] });
    expect(await on.first.findKey(NAME)).toBeUndefined();
  });

  test('is a person’s turn then, with the public key and a command that is filled in', async () => {
    const on = imports();

    const run = await begun(on);

    const { state, change } = await stepOf(on, run, 'key-1');
    const lines = change?.guide?.command?.split('\n') ?? [];
    const exchange = await on.first.findKey(EXCHANGE);
    expect(state).toBe('your-turn');
    expect(lines.slice(0, -1).join('\n')).toBe((await on.first.getPublicKey(EXCHANGE)).trim());
    expect(lines.at(-1)).toBe(
      `az keyvault key import --subscription ${SUBSCRIPTION} --vault-name ${VAULT} --name ${NAME} --kty RSA-HSM --ops wrapKey unwrapKey --byok-file ./${NAME}.byok`,
    );
    expect(change?.guide?.steps.join(' ')).toContain(`${exchange?.uri}/${exchange?.version}`);
  });

  test('is verified like any other once it is there, and is said to be no backup', async () => {
    const on = imports();
    const run = await begun(on);
    await asAdministrator(on).importKey(NAME, new Uint8Array([1]), 'by hand');

    await on.runs.attest(run, 'key-1', operator(ada));
    await on.runs.advance(run);

    const { state, note } = await stepOf(on, run, 'key-1');
    expect(state).toBe('verified');
    expect(note).toContain('The copy in your own hardware module is no backup of it.');
  });

  test('is not taken for done because somebody says so', async () => {
    const on = imports();
    const run = await begun(on);

    await on.runs.attest(run, 'key-1', operator(ada));
    await on.runs.advance(run);

    expect((await stepOf(on, run, 'key-1')).state).toBe('your-turn');
  });

  test('is refused when it was imported for other uses, and put right when it expires', async () => {
    const ons = [imports(), imports()] as const;
    const [bad, late] = await Promise.all(ons.map((on) => begun(on)));
    await asAdministrator(ons[0]).importKey(NAME, new Uint8Array([1]), 'by hand');
    ons[0].keyVaults.alter(URLS[0], NAME, { operations: ['sign'] });
    await asAdministrator(ons[1]).importKey(NAME, new Uint8Array([1]), 'by hand');
    ons[1].keyVaults.alter(URLS[0], NAME, { expiresAt: '2027-01-01T00:00:00.000Z' });

    await play(ons[0], bad ?? '');
    await play(ons[1], late ?? '');

    expect((await stepOf(ons[0], bad ?? '', 'key-1')).state).toBe('failed');
    expect((await stepOf(ons[1], late ?? '', 'key-1')).state).toBe('verified');
  });

  test('is planned before its vault exists', async () => {
    const on = imports();
    on.azure.world.vaults.clear();
    const run = await started(on, { keySource: 'import' });

    await on.runs.advance(run);
    await approveAll(on, run);
    on.addVaults();
    await play(on, run, 2);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect([state, asked.length]).toEqual(['your-turn', 1]);
  });

  test('a key exchange key that was deleted is recovered', async () => {
    const on = imports();
    const run = await begun(on);
    on.keyVaults.deleteKey(URLS[0], EXCHANGE);

    await play(on, run);

    const { state, asked } = await stepOf(on, run, 'key-1');
    expect(asked.at(-1)?.changes[0]?.details.operation).toBe('keyvault.key.recover');
    expect([state, await on.first.findDeletedKey(EXCHANGE)]).toEqual(['your-turn', undefined]);
  });

  test('a key under the name of the key exchange key that may do more is refused', async () => {
    const on = imports();
    await on.bring({}, URLS[0], EXCHANGE);

    const run = await begun(on);

    const { state, note } = await stepOf(on, run, 'key-1');
    expect([state, note]).toEqual(['failed', expect.stringContaining('cannot serve')]);
  });

  test('a name that begins with a hyphen is not taken for an option', async () => {
    const on = imports();

    const run = await begun(on, '-f');

    const { change } = await stepOf(on, run, 'key-1');
    expect(change?.guide?.command).toContain(' --name=-f ');
    expect(change?.guide?.command).toContain('--byok-file ./-f.byok');
  });

  test('a key that is there already is adopted without any exchange', async () => {
    const on = imports();
    await on.bring();

    const run = await begun(on);

    expect((await stepOf(on, run, 'key-1')).state).toBe('verified');
    expect(await on.first.findKey(EXCHANGE)).toBeUndefined();
  });
});
