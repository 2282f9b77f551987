import { dataverseService } from '../../src/sandbox/dataverse.ts';
import { UNIFIED_AUDIT, UnifiedAudit } from '../../src/sandbox/unified-log.ts';
import { memoryTenant, type MemoryTenant } from './memory-tenant.ts';
import { webApi, type Answered, type Ask } from './sandbox-caller.ts';

export const STRONG = { consistency: 'Strong' };
export const MERGE = { 'mscrm.mergelabels': 'true' };
export const ANY_VERSION = { 'if-match': '*' };
export const ANNOTATED = { prefer: 'odata.include-annotations="*"' };

export const SALES = 'ffffffff-0000-4000-8000-000000000001';

export interface Stage {
  readonly tenant: MemoryTenant;
  readonly ask: Ask;
  readonly at: (host: string) => Ask;
}

/** The seeded environments; `ask` talks to Contoso Sales. */
export function seededDataverse(): Stage {
  const tenant = memoryTenant();
  const service = dataverseService(tenant);
  service.seed();
  return { tenant, ask: webApi(service, 'contoso'), at: (host) => webApi(service, host) };
}

/** The whole definition of a table, ready to be sent back. */
export async function definitionOf(ask: Ask, table: string) {
  const { body } = await ask('GET', `EntityDefinitions(LogicalName='${table}')`, {
    headers: STRONG,
  });
  const { '@odata.context': _, ...definition } = body;
  return definition;
}

export const put = (ask: Ask, table: string, body: unknown, headers = MERGE): Promise<Answered> =>
  ask('PUT', `EntityDefinitions(LogicalName='${table}')`, { body, headers });

/** Sets all three flags of a table. */
export async function setFlags(ask: Ask, table: string, on: boolean): Promise<Answered> {
  const definition = await definitionOf(ask, table);
  return put(ask, table, {
    ...definition,
    IsAuditEnabled: { ...definition.IsAuditEnabled, Value: on },
    IsRetrieveAuditEnabled: on,
    IsRetrieveMultipleAuditEnabled: on,
  });
}

export const publish = (ask: Ask, ...tables: readonly string[]): Promise<Answered> =>
  ask('POST', 'PublishXml', {
    body: {
      ParameterXml: `<importexportxml><entities>${tables
        .map((table) => `<entity>${table}</entity>`)
        .join('')}</entities></importexportxml>`,
    },
  });

export const switchOn = (ask: Ask, change: object, organisation = SALES): Promise<Answered> =>
  ask('PATCH', `organizations(${organisation})`, { body: change, headers: ANY_VERSION });

/** The tenant's unified audit log, as Exchange Online switches it. */
export const ingest = (tenant: MemoryTenant, enabledAt: string | null): void =>
  tenant
    .documents(UNIFIED_AUDIT, UnifiedAudit)
    .put('tenant', { enabled: enabledAt !== null, enabledAt });
