import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { type Azure, type Diagnostic } from './documents.ts';
import { scopeKey } from './ids.ts';
import { AzureRefused, badRequest, invalidContent, noResource } from './refused.ts';
import { nameAt, path, SCOPE, type Ask, type Route } from './route.ts';
import { checkScopeExists } from './scopes.ts';

const VERSIONS = ['2021-05-01-preview'];
const ALL = `${SCOPE}/providers/Microsoft\\.Insights/diagnosticSettings`;
const ONE = path(`${ALL}/([^/]+)`);
const may = (verb: string) => ({
  versions: VERSIONS,
  action: `Microsoft.Insights/diagnosticSettings/${verb}`,
  scope: ([first = '']: readonly string[]) => first,
});

/** Where the logs of a resource go. */
export const diagnosticRoutes: readonly Route[] = [
  { method: 'GET', path: path(ALL), ...may('read'), answer: list },
  { method: 'GET', path: ONE, ...may('read'), answer: read },
  { method: 'PUT', path: ONE, ...may('write'), answer: put },
];

const idOf = (ask: Ask) =>
  `${nameAt(ask, 0)}/providers/Microsoft.Insights/diagnosticSettings/${nameAt(ask, 1)}`;
const find = (ask: Ask) => ask.azure.diagnostics.find(idOf(ask).toLowerCase());

const drawn = ({ id, name, properties }: Diagnostic) => ({
  id,
  name,
  type: 'Microsoft.Insights/diagnosticSettings',
  properties,
});

const at = (azure: Azure, resource: string): readonly Diagnostic[] =>
  azure.diagnostics.list().filter((each) => scopeKey(each.resource) === scopeKey(resource));

function list(ask: Ask): ServiceAnswer {
  checkScopeExists(ask, nameAt(ask, 0));
  return { status: 200, body: { value: at(ask.azure, nameAt(ask, 0)).map(drawn) } };
}

function read(ask: Ask): ServiceAnswer {
  checkScopeExists(ask, nameAt(ask, 0));
  const found = find(ask);
  if (found === undefined)
    throw noResource('Microsoft.Insights/diagnosticSettings', nameAt(ask, 1), '');
  return { status: 200, body: drawn(found) };
}

const Retention = z.object({ enabled: z.boolean(), days: z.number().int().min(0) });
const Log = z.strictObject({
  category: z.string().optional(),
  categoryGroup: z.string().optional(),
  enabled: z.boolean(),
  retentionPolicy: Retention.optional(),
});
const Properties = z.strictObject({
  storageAccountId: z.string().optional(),
  serviceBusRuleId: z.string().optional(),
  eventHubAuthorizationRuleId: z.string().optional(),
  eventHubName: z.string().optional(),
  metrics: z.array(z.looseObject({ enabled: z.boolean() })).optional(),
  logs: z.array(Log).optional(),
  workspaceId: z.string().optional(),
  marketplacePartnerId: z.string().optional(),
  logAnalyticsDestinationType: z.string().optional(),
});

const CATEGORIES = ['AuditEvent', 'AzurePolicyEvaluationDetails'];
const CATEGORY_GROUPS = ['audit', 'allLogs'];

function put(ask: Ask): ServiceAnswer {
  const wanted = z.object({ properties: Properties }).safeParse(ask.request.body);
  if (!wanted.success) throw invalidContent('properties of a diagnostic setting are required');
  const { properties } = wanted.data;
  const [resource, name] = [nameAt(ask, 0), nameAt(ask, 1)];
  checkScopeExists(ask, resource);
  checkDestination(ask.azure, properties);
  checkCategories(properties.logs ?? []);
  const setting: Diagnostic = { id: idOf(ask), name, resource, properties };
  if (JSON.stringify(find(ask)) !== JSON.stringify(setting)) keep(ask.azure, setting);
  return { status: 200, body: drawn(setting) };
}

const keep = (azure: Azure, setting: Diagnostic) =>
  azure.tenant.together(() => {
    azure.diagnostics.put(setting.id.toLowerCase(), setting);
    azure.tenant.changed('arm', 'diagnosticSettings/write', setting.id);
  });

function checkDestination(azure: Azure, given: z.infer<typeof Properties>): void {
  const { workspaceId, storageAccountId, eventHubAuthorizationRuleId } = given;
  if ([workspaceId, storageAccountId, eventHubAuthorizationRuleId].every((id) => id === undefined))
    throw badRequest('At least one destination must be set for the diagnostic setting.');
  const missing = [workspaceId, storageAccountId].find(
    (id) => id !== undefined && azure.resources.find(id.toLowerCase()) === undefined,
  );
  if (missing === undefined) return;
  throw new AzureRefused(400, 'ResourceNotFound', `The resource '${missing}' was not found.`);
}

function checkCategories(logs: readonly z.infer<typeof Log>[]): void {
  const unknown = logs.find(
    ({ category, categoryGroup }) =>
      !(category === undefined
        ? CATEGORY_GROUPS.includes(categoryGroup ?? '')
        : CATEGORIES.includes(category)),
  );
  if (unknown !== undefined)
    throw badRequest(`Category '${unknown.category ?? unknown.categoryGroup}' is not supported.`);
}

/** Does some diagnostic setting collect who used the vault's keys? */
export const auditsKeys = (azure: Azure, vault: string): boolean =>
  at(azure, vault)
    .flatMap(({ properties }) => properties.logs ?? [])
    .some(
      ({ enabled, category, categoryGroup }) =>
        enabled && (category === 'AuditEvent' || CATEGORY_GROUPS.includes(categoryGroup ?? '')),
    );
