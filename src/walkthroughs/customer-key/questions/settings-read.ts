import type { Data } from '../../../core/data.ts';
import { Answers, POLICY_NAME } from '../answers.ts';
import { WHERE_ID } from '../workspace.ts';
import type { World } from '../world.ts';
import { addressesIn } from './addresses.ts';
import { filled, quoted, type Input } from './known.ts';
import { CHOICE_FIELDS, offered, type Choice, type Defaults } from './settings-fields.ts';

/** The settings as `Answers` knows them, or the sentence why not. */
export type Settings =
  { readonly settings: { readonly [key: string]: Data } } | { readonly problem: string };

const WORKSPACE =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([\w.()-]{1,90})\/providers\/Microsoft\.OperationalInsights\/workspaces\/([a-z0-9][a-z0-9-]{2,61}[a-z0-9])\/?$/i;

/** Azure takes any case; with one way of writing it, the same place is the same text. */
function workspaceIn(text: string): string | undefined {
  const [, subscription, group, name] = WORKSPACE.exec(text) ?? [];
  return subscription === undefined
    ? undefined
    : `/subscriptions/${subscription.toLowerCase()}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}

/** Anything but one line of visible signs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

const NO_WORKSPACE =
  'That is no Log Analytics workspace. Give its resource id, as its JSON view in the Azure portal shows it: /subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/…';

const NO_ID = `That is no Workspace ID. It is ${WHERE_ID}; without it the logs are kept there, but not read.`;
const ID_ALONE =
  'A Workspace ID alone does not say where the logs shall go: give the workspace’s resource id as well.';

function workspaceProblem(place: string, id: string): string | undefined {
  if (place !== '' && workspaceIn(place) === undefined) return NO_WORKSPACE;
  if (id !== '' && !Answers.shape.workspaceId.safeParse(id).success) return NO_ID;
  return place === '' && id !== '' ? ID_ALONE : undefined;
}

const LOCKED_OUT =
  'Name the addresses that may reach the vaults, the bot’s own outgoing address among them: without it the bot locks itself out of the vaults it makes.';

const chosen = (input: Input, field: Choice, defaults: Defaults): string =>
  filled(input, field) || defaults[field];

function choiceProblem(world: World, input: Input, defaults: Defaults): string | undefined {
  for (const field of CHOICE_FIELDS) {
    const value = chosen(input, field, defaults);
    const values = offered(world, field).map(([each]) => each);
    if (values.includes(value)) continue;
    return field === 'retention' && value === 'leave'
      ? 'This installation demands the mandatory retention period, so it cannot be left out. Answer request.'
      : `${quoted(value)} is not offered. Choose one of: ${values.join(', ')}.`;
  }
  return undefined;
}

function policyProblem(name: string, description: string): string | undefined {
  if (!POLICY_NAME.test(name))
    return `${quoted(name)} cannot be the name of the policy: it takes up to 64 letters, digits, hyphens, underscores and full stops, no spaces, a letter or digit first.`;
  if (UNSEEN.test(description)) return 'Write the description in one line of plain text.';
  return description.length > 200
    ? `The description is ${description.length} characters long; 200 are allowed.`
    : undefined;
}

function networkProblem(firewall: string, addresses: readonly string[]): string | undefined {
  if (firewall === 'trusted' && addresses.length === 0) return LOCKED_OUT;
  return firewall === 'open' && addresses.length > 0
    ? 'Addresses count only with the firewall: choose trusted as well, or leave the addresses empty.'
    : undefined;
}

/** Everything that was said, judged and filled up with what is proposed. */
export function settingsIn(world: World, input: Input, defaults: Defaults): Settings {
  const found = addressesIn(filled(input, 'addresses'));
  if ('problem' in found) return found;
  const { addresses } = found;
  const value = (field: Choice) => chosen(input, field, defaults);
  const place = filled(input, 'workspace');
  const workspace = workspaceIn(place);
  const workspaceId = filled(input, 'workspaceId').toLowerCase();
  const name = filled(input, 'policyName') || defaults.policyName;
  const description = (input['description'] ?? defaults.description).trim();
  const problem =
    choiceProblem(world, input, defaults) ??
    networkProblem(value('firewall'), addresses) ??
    workspaceProblem(place, workspaceId) ??
    policyProblem(name, description);
  if (problem !== undefined) return { problem };
  return {
    settings: {
      keySize: Number(value('keySize')),
      keySource: value('keySource'),
      permissionModel: value('permissionModel'),
      firewall: value('firewall'),
      addresses,
      ...(workspace === undefined ? {} : { workspace }),
      ...(workspaceId === '' ? {} : { workspaceId }),
      retention: value('retention'),
      policy: { name, description },
    },
  };
}
