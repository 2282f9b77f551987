import type { Field } from '../../../core/walkthrough.ts';
import { policyName, prefixOf } from '../naming.ts';
import type { World } from '../world.ts';
import { oneLine, type Input, type VaultsKnown } from './known.ts';
import { modelsOf, type StandingVault } from './standing-vaults.ts';

/** What there is to choose, the values as `Answers` knows them. */
export const CHOICES = {
  keySize: [
    ['2048', '2048 bits: the size in all public guides'],
    ['3072', '3072 bits (proposed)'],
    ['4096', '4096 bits: the slowest'],
  ],
  keySource: [
    ['create', 'Made inside the vault’s hardware'],
    ['import', 'Brought along: made in hardware of yours and imported by hand'],
  ],
  permissionModel: [
    ['roles', 'Azure roles (Microsoft’s advice)'],
    ['policies', 'Access policies of each vault'],
  ],
  firewall: [
    ['open', 'From every network; keys still need rights'],
    ['trusted', 'Only Microsoft’s trusted services and the addresses below'],
  ],
  retention: [
    ['request', 'Ask Microsoft for the mandatory retention period'],
    ['leave', 'Leave the subscriptions as they are'],
  ],
} as const;
export type Choice = keyof typeof CHOICES;

const FIRST = ['keySize', 'keySource', 'permissionModel', 'firewall'] as const;
export const CHOICE_FIELDS: readonly Choice[] = [...FIRST, 'retention'];

/** What can be chosen here, as the installation has decided. */
export const offered = (world: World, field: Choice): readonly (readonly [string, string])[] =>
  CHOICES[field].filter(
    ([value]) => !(world.settings.retention === 'required' && value === 'leave'),
  );

/** What is taken where nothing is said. */
export function defaultsFor(known: VaultsKnown, vaults: readonly StandingVault[]) {
  const { tenant } = known;
  return {
    keySize: '3072',
    keySource: 'create',
    permissionModel: modelsOf(vaults)[0] ?? 'roles',
    firewall: 'open',
    retention: 'request',
    policyName: policyName(prefixOf(tenant)),
    description: `Two keys for the audit records of ${oneLine(tenant.domain, 150)}`,
  } as const;
}
export type Defaults = ReturnType<typeof defaultsFor>;

const LABELS: Readonly<Record<Choice, string>> = {
  keySize: 'Size of both keys',
  keySource: 'Where the keys come from',
  permissionModel: 'How rights in the vaults are given',
  firewall: 'Who can reach the vaults',
  retention: 'Mandatory retention period',
};

const choice = (world: World, id: Choice, value: string): Field => ({
  id,
  label: LABELS[id],
  kind: 'one',
  options: offered(world, id).map(([each, title]) => ({ value: each, title })),
  value,
});

const text = (id: string, label: string, value: string, placeholder?: string): Field => ({
  id,
  label,
  kind: 'text',
  value,
  ...(placeholder === undefined ? {} : { placeholder }),
});

/** What was filled in stays, also after a refusal. */
export function settingsFields(world: World, input: Input, defaults: Defaults): readonly Field[] {
  const chosen = (id: Choice) => choice(world, id, input[id] ?? defaults[id]);
  const { policyName: name, description } = defaults;
  return [
    ...FIRST.map(chosen),
    text(
      'addresses',
      'Addresses let in, the bot’s own among them (only with the firewall)',
      input['addresses'] ?? '',
      '203.0.113.7, 198.51.100.0/24',
    ),
    text(
      'workspace',
      'Log Analytics workspace for the vaults’ logs (resource id, optional)',
      input['workspace'] ?? '',
      '/subscriptions/…/workspaces/logs',
    ),
    text(
      'workspaceId',
      'Its Workspace ID (a GUID, shown on its overview page in the Azure portal)',
      input['workspaceId'] ?? '',
      '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
    ),
    chosen('retention'),
    text('policyName', 'Name of the data encryption policy', input['policyName'] ?? name),
    text('description', 'Its description', input['description'] ?? description),
  ];
}
