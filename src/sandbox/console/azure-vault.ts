import { z } from 'zod';
import {
  type Cmdlet,
  Failed,
  findText,
  getText,
  type Given,
  isOn,
  type Parameters,
} from './cmdlet.ts';
import type { Session } from './session.ts';
import type { Value } from './values.ts';

/** The version of the interface for vaults. */
export const VAULTS = '2026-02-01';

/** The id of a vault that is there, by its name alone. */
export function vaultPath({ place }: Session, name: string): string {
  const found = place.vaults.findByName(name);
  if (found !== undefined && found.deleted === undefined) return found.id;
  throw new Failed(`Cannot find vault '${name}' in the current subscription.`);
}

/** The subscription that was chosen with Set-AzContext. */
export function getSubscription({ context }: Session, given: Given): string {
  const chosen = findText(given, 'SubscriptionId') ?? context.subscription;
  if (chosen !== undefined) return chosen;
  throw new Failed('No subscription is chosen. Run Set-AzContext -Subscription first.');
}

function newPath(given: Given, session: Session): string {
  const [group, name] = [getText(given, 'ResourceGroupName'), getText(given, 'VaultName')];
  return `/subscriptions/${getSubscription(session, given)}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;
}

const Drawn = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  properties: z.looseObject({
    vaultUri: z.string().optional(),
    sku: z.looseObject({ name: z.string() }),
    softDeleteRetentionInDays: z.number().optional(),
    enablePurgeProtection: z.boolean().optional(),
    enableRbacAuthorization: z.boolean().nullish(),
  }),
});

function drawn(answer: unknown): Value {
  const { id, name, location, properties } = Drawn.parse(answer);
  return {
    ...{ VaultName: name, ResourceId: id, Location: location },
    ...{ VaultUri: properties.vaultUri ?? '', Sku: properties.sku.name },
    SoftDeleteRetentionInDays: properties.softDeleteRetentionInDays ?? null,
    EnablePurgeProtection: properties.enablePurgeProtection ?? null,
    EnableRbacAuthorization: properties.enableRbacAuthorization ?? null,
  };
}

const make = async (given: Given, session: Session): Promise<readonly Value[]> => {
  const sku = (findText(given, 'Sku') ?? 'standard').toLowerCase();
  const days = given.get('SoftDeleteRetentionInDays') ?? 90;
  const properties = {
    ...{ tenantId: session.tenant.id, sku: { family: 'A', name: sku }, accessPolicies: [] },
    ...{ softDeleteRetentionInDays: days },
    ...(isOn(given, 'EnablePurgeProtection') ? { enablePurgeProtection: true } : {}),
    enableRbacAuthorization: !isOn(given, 'DisableRbacAuthorization'),
  };
  const body = { location: getText(given, 'Location'), properties };
  return [drawn(await session.arm('PUT', newPath(given, session), VAULTS, body))];
};

const change = async (given: Given, session: Session): Promise<readonly Value[]> => {
  const properties = isOn(given, 'EnablePurgeProtection') ? { enablePurgeProtection: true } : {};
  const path = vaultPath(session, getText(given, 'VaultName'));
  return [drawn(await session.arm('PATCH', path, VAULTS, { properties }))];
};

const recover = async (given: Given, session: Session): Promise<readonly Value[]> => {
  const properties = {
    ...{ tenantId: session.tenant.id, sku: { family: 'A', name: 'premium' } },
    createMode: 'recover',
  };
  const body = { location: getText(given, 'Location'), properties };
  const path = newPath(given, session);
  return [drawn(await session.arm('PUT', path, VAULTS, body))];
};

const WHICH: Parameters = {
  ...{ VaultName: 'text', Name: 'text', ResourceGroupName: 'text', Location: 'text' },
  SubscriptionId: 'text',
};
const shape = { positions: ['VaultName', 'ResourceGroupName', 'Location'] } as const;

const which =
  (run: Cmdlet['run']): Cmdlet['run'] =>
  (given, session) =>
    run(
      new Map([...given, ['VaultName', given.get('VaultName') ?? given.get('Name') ?? '']]),
      session,
    );

/** Vaults, by Azure PowerShell. */
export const VAULT_CMDLETS: readonly Cmdlet[] = [
  {
    ...{ name: 'New-AzKeyVault', ...shape, run: which(make) },
    parameters: {
      ...{ ...WHICH, Sku: 'text', SoftDeleteRetentionInDays: 'number' },
      ...{ EnablePurgeProtection: 'switch', DisableRbacAuthorization: 'switch' },
    },
  },
  {
    ...{ name: 'Get-AzKeyVault', ...shape, parameters: WHICH },
    run: which(async (given, session) => [
      drawn(await session.arm('GET', vaultPath(session, getText(given, 'VaultName')), VAULTS)),
    ]),
  },
  {
    ...{ name: 'Update-AzKeyVault', ...shape, run: which(change) },
    parameters: { ...WHICH, EnablePurgeProtection: 'switch' },
  },
  {
    ...{ name: 'Remove-AzKeyVault', ...shape, parameters: { ...WHICH, Force: 'switch' } },
    run: which(async (given, session) => {
      await session.arm('DELETE', vaultPath(session, getText(given, 'VaultName')), VAULTS);
      return [];
    }),
  },
  { ...{ name: 'Undo-AzKeyVaultRemoval', ...shape, parameters: WHICH }, run: which(recover) },
];
