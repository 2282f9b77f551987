import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { type Group } from './documents.ts';
import { placeName } from './ids.ts';
import { isRegion } from './locations.ts';
import { answerPage } from './pages.ts';
import { AzureRefused, badRequest, invalidContent } from './refused.ts';
import { nameAt, path, SUBSCRIPTION, GROUP, type Ask, type Route } from './route.ts';
import { groupKey } from './vault-create.ts';
import { noGroup } from './vault-refusals.ts';

const VERSIONS = ['2021-04-01', '2025-04-01'];
const may = (verb: string) => ({
  versions: VERSIONS,
  action: `Microsoft.Resources/subscriptions/${verb}`,
});

/** Resource groups, and everything that is in a subscription. */
export const groupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}/resourceGroups`),
    ...may('resourceGroups/read'),
    answer: list,
  },
  { method: 'GET', path: path(GROUP), ...may('resourceGroups/read'), answer: read },
  {
    method: 'HEAD',
    path: path(GROUP),
    ...may('resourceGroups/read'),
    answer: (ask) => ({ status: find(ask) === undefined ? 404 : 204 }),
  },
  { method: 'PUT', path: path(GROUP), ...may('resourceGroups/write'), answer: put },
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}/resources`),
    ...may('resources/read'),
    answer: listResources,
  },
];

const find = (ask: Ask) => ask.azure.groups.find(groupKey(ask));

const drawn = (group: Group) => ({
  ...group,
  type: 'Microsoft.Resources/resourceGroups',
  properties: { provisioningState: 'Succeeded' },
});

const inSubscription =
  (ask: Ask) =>
  ({ id }: { readonly id: string }) =>
    id.toLowerCase().startsWith(`/subscriptions/${nameAt(ask, 0).toLowerCase()}/`);

function list(ask: Ask): ServiceAnswer {
  return answerPage(ask.request, ask.azure.groups.list().filter(inSubscription(ask)).map(drawn));
}

function read(ask: Ask): ServiceAnswer {
  const group = find(ask);
  if (group === undefined) throw noGroup(nameAt(ask, 1));
  return { status: 200, body: drawn(group) };
}

const Body = z.object({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).optional(),
});

function put(ask: Ask): ServiceAnswer {
  const wanted = Body.safeParse(ask.request.body);
  if (!wanted.success) throw invalidContent('location: is required');
  const [subscription, name, known] = [nameAt(ask, 0), nameAt(ask, 1), find(ask)];
  const { tags } = wanted.data;
  const location = placeName(wanted.data.location);
  check(name, location, known);
  const id = `/subscriptions/${subscription}/resourceGroups/${known?.name ?? name}`;
  const group: Group = { id, name: known?.name ?? name, location, ...(tags && { tags }) };
  if (JSON.stringify(known) !== JSON.stringify(group)) keep(ask, group);
  return { status: known === undefined ? 201 : 200, body: drawn(group) };
}

const keep = (ask: Ask, group: Group) =>
  ask.azure.tenant.together(() => {
    ask.azure.groups.put(groupKey(ask), group);
    const { location } = group;
    ask.azure.tenant.changed('arm', 'resourceGroups/write', group.id, { location });
  });

function check(name: string, location: string, known: Group | undefined): void {
  if (!/^[-\w._()]{0,89}[-\w_()]$/.test(name))
    throw badRequest(`The provided resource group name '${name}' has these invalid characters.`);
  if (!isRegion(location))
    throw new AzureRefused(
      400,
      'LocationNotAvailableForResourceGroup',
      `The provided location '${location}' is not available for resource group.`,
    );
  if (known !== undefined && known.location !== location)
    throw new AzureRefused(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${location}'. The Resource group already exists in location '${known.location}'.`,
    );
}

const TYPE = /resourceType eq '([^']+)'/i;

function listResources(ask: Ask): ServiceAnswer {
  const { azure, vaults, request } = ask;
  const filter = request.url.searchParams.get('$filter') ?? '';
  const type = TYPE.exec(filter)?.[1]?.toLowerCase();
  if (filter !== '' && type === undefined)
    throw badRequest(`The filter '${filter}' is not supported.`);
  const all = [
    ...azure.resources.list(),
    ...vaults.live().map(({ id, name, location }) => ({
      ...{ id, name, location },
      type: 'Microsoft.KeyVault/vaults',
    })),
  ];
  const fitting = all.filter((each) => type === undefined || each.type.toLowerCase() === type);
  return answerPage(request, fitting.filter(inSubscription(ask)));
}
