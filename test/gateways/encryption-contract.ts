import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { EncryptionPolicies } from '../../src/gateways/encryption-policies.ts';
import { thrownBy } from './stub.ts';

export interface EncryptionUnderTest {
  readonly policies: EncryptionPolicies;
  readonly keys: readonly [string, string];
  readonly otherKeys: readonly [string, string];
  /** What an administrator does with the onboarding module. */
  onboard(): Promise<void>;
}

/** What every Exchange Online does, the fake as well as the one over HTTP. */
export function encryptionContract(name: string, open: () => Promise<EncryptionUnderTest>): void {
  const wanted = (keys: readonly [string, string]) => ({
    ...{ name: 'Contoso_Global', description: 'Root keys of Contoso', keys },
  });

  test(`${name}: nothing is created before the tenant is onboarded`, async () => {
    const { policies, keys } = await open();

    const error = await thrownBy(() => policies.create(wanted(keys), randomUUID()));

    expect(error).toMatchObject({ name: 'GatewayError', code: 'NotOnboarded', transient: false });
    expect(await policies.list()).toEqual([]);
  });

  test(`${name}: a policy is created once, and found by its name in any case`, async () => {
    const { policies, keys, onboard } = await open();
    await onboard();
    expect(await policies.find('Contoso_Global')).toBeUndefined();

    await policies.create(wanted(keys), randomUUID());
    await policies.create(wanted([keys[1], keys[0]]), randomUUID());

    expect(await policies.list()).toHaveLength(1);
    expect(await policies.find('contoso_global')).toMatchObject({
      ...{ name: 'Contoso_Global', description: 'Root keys of Contoso', enabled: true },
    });
  });

  test(`${name}: a policy of this name with other keys is not taken for the one wanted`, async () => {
    const { policies, keys, otherKeys, onboard } = await open();
    await onboard();
    await policies.create(wanted(keys), randomUUID());

    const error = await thrownBy(() => policies.create(wanted(otherKeys), randomUUID()));

    expect(error).toMatchObject({ code: 'PolicyExists', transient: false });
  });

  test(`${name}: a policy is assigned once, and no other takes its place`, async () => {
    const { policies, keys, onboard } = await open();
    await onboard();
    await policies.create(wanted(keys), randomUUID());
    await policies.create({ ...wanted(keys), name: 'Contoso_Other' }, randomUUID());
    expect(await policies.findAssignment()).toBeUndefined();

    await policies.assign('Contoso_Global', randomUUID());
    await policies.assign('Contoso_Global', randomUUID());
    const error = await thrownBy(() => policies.assign('Contoso_Other', randomUUID()));

    expect(error).toMatchObject({ code: 'OtherPolicyAssigned', transient: false });
    expect(await policies.findAssignment()).toMatchObject({ policy: 'Contoso_Global' });
  });

  test(`${name}: a policy that is not there is neither refreshed nor assigned`, async () => {
    const { policies, onboard } = await open();
    await onboard();

    expect(await thrownBy(() => policies.refresh('Nobodys', randomUUID()))).toMatchObject({
      ...{ name: 'GatewayError', transient: false },
    });
    expect(await thrownBy(() => policies.assign('Nobodys', randomUUID()))).toMatchObject({
      ...{ name: 'GatewayError', transient: false },
    });
    expect(await policies.findAssignment()).toBeUndefined();
  });

  test(`${name}: a policy is told of a rolled key, and tested`, async () => {
    const { policies, keys, onboard } = await open();
    await onboard();
    await policies.create(wanted(keys), randomUUID());

    await policies.refresh('Contoso_Global', randomUUID());

    expect(await policies.test('Contoso_Global')).toMatchObject({ healthy: true, problem: '' });
    expect(await policies.listMissingCmdlets()).toEqual([]);
  });
}
