import { expect } from 'expect';
import type { Vault } from '../../src/gateways/azure-vaults.ts';
import { vaultSigner } from '../../src/gateways/http/key-vault-signer.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { signedBy, verifiedJws } from '../../src/evidence/jws.ts';
import { makeVault } from './azure-contract.ts';
import { startAzureTenant, type AzureTenant } from './azure-tenant.ts';
import { clientByHand } from './key-vault-by-hand.ts';

const TYP = 'audit-steward-checkpoint';

suite('A key in Key Vault signs checkpoints:', () => {
  let tenant: AzureTenant;
  let vault: Vault;
  suiteSetup(async function () {
    this.timeout(180_000);
    tenant = await startAzureTenant();
    vault = await makeVault({
      ...{ azure: tenant.azure, tenantId: TENANT_ID, subscription: SUBSCRIPTIONS.one },
      ...{ principal: '', workspace: WORKSPACE },
      later: () => tenant.advance('PT10M'),
    });
  });
  suiteTeardown(() => tenant.close());

  const byHand = () => clientByHand(vault.url, tenant);
  const signerFor = (name: string) =>
    vaultSigner(tenant.http, tenant, `${vault.url.replace(/\/$/, '')}/keys/${name}`);

  test('whoever has the public key can check what it signed', async () => {
    await byHand().createEcKey('evidence', { curve: 'P-256', keyOps: ['sign'] });

    const signer = await signerFor('evidence')();
    const jws = await signedBy(signer, TYP, { size: 1 });

    expect(signer).toMatchObject({ from: 'key-vault', name: expect.stringContaining('/evidence') });
    expect(await verifiedJws(jws, signer.jwk, TYP)).toEqual({ size: 1 });
  });

  test('after a rotation the new version signs, and what the old one signed stays good', async () => {
    await byHand().createEcKey('rolled', { curve: 'P-256' });
    const open = signerFor('rolled');
    const old = await open();
    const before = await signedBy(old, TYP, { size: 1 });
    await byHand().createEcKey('rolled', { curve: 'P-256' });

    const now = await open();
    const after = await signedBy(now, TYP, { size: 2 });

    expect(now.kid).not.toBe(old.kid);
    expect(await verifiedJws(before, old.jwk, TYP)).toEqual({ size: 1 });
    expect(await verifiedJws(after, now.jwk, TYP)).toEqual({ size: 2 });
    await expect(verifiedJws(after, old.jwk, TYP)).rejects.toThrow();
  });

  test('a key of another kind, or one that may not sign, is refused with what to do', async () => {
    await byHand().createRsaKey('rsa', { keySize: 2048 });
    await byHand().createEcKey('wide', { curve: 'P-384' });
    await byHand().createEcKey('silent', { curve: 'P-256', keyOps: ['verify'] });

    for (const name of ['rsa', 'wide']) await expect(signerFor(name)()).rejects.toThrow('P-256');
    await expect(signerFor('silent')()).rejects.toThrow('may sign');
    await expect(signerFor('missing')()).rejects.toMatchObject({ status: 404 });
  });

  test('a key that is switched off signs nothing', async () => {
    const { properties } = await byHand().createEcKey('off', { curve: 'P-256' });
    const signer = await signerFor('off')();
    await byHand().updateKeyProperties('off', properties.version ?? '', { enabled: false });

    await expect(signer.sign(Buffer.from('x'))).rejects.toMatchObject({ status: 403 });
  });

  test('a key outside the cloud is never called', async () => {
    const elsewhere = vaultSigner(tenant.http, tenant, 'https://vault.example.com/keys/evidence');

    await expect(elsewhere()).rejects.toThrow('no vault of the configured cloud');
  });
});
