import type { ServiceAnswer } from '../service.ts';
import { listAudits, listAuditsOfUser, readAudit, retrieveAuditDetails } from './audits.ts';
import { getColumn, listColumns } from './column-definitions.ts';
import { getTableDefinition, listTables } from './definitions.ts';
import { auditStorage, isComponentCustomizable, listRoles, whoAmI } from './functions.ts';
import { attributeHistory, recordHistory } from './history.ts';
import { getOrganisation, listOrganisations, patchOrganisation } from './organisation.ts';
import type { Call } from './org.ts';
import { publishXml } from './publish.ts';
import { noSegment, Refused } from './refused.ts';
import { putColumn } from './replace-column.ts';
import { putTable } from './replace-table.ts';
import { listRows, patchRow, readRow } from './rows.ts';
import { listSolutionHistory } from './solution-history.ts';

type Handle = (call: Call) => ServiceAnswer | Promise<ServiceAnswer>;
type Methods = Readonly<Record<string, Handle>>;

const ID = '([0-9a-fA-F-]{36})';
const DEFINITION = "EntityDefinitions\\((LogicalName='[^']*'|[0-9a-fA-F-]{36})\\)";
const COLUMN = `${DEFINITION}/Attributes\\((LogicalName='[^']*'|[0-9a-fA-F-]{36})\\)`;
const CAST = '(?:/Microsoft\\.Dynamics\\.CRM\\.(\\w+))?';
/** Entity sets; the table of none is not found by what answers. */
const SET = '([a-z][a-z0-9_]*)';

/** Paths below the version, and what answers them; arguments in the order of their brackets. */
const ROUTES: readonly (readonly [string, Methods])[] = [
  ['WhoAmI(?:\\(\\))?', { GET: whoAmI }],
  ['organizations', { GET: listOrganisations }],
  [`organizations\\(${ID}\\)`, { GET: getOrganisation, PATCH: patchOrganisation }],
  ['EntityDefinitions', { GET: listTables }],
  [DEFINITION, { GET: getTableDefinition, PUT: putTable }],
  [`${DEFINITION}/Attributes`, { GET: listColumns }],
  [`${COLUMN}${CAST}`, { GET: getColumn, PUT: putColumn }],
  ['IsComponentCustomizable\\((.*)\\)', { GET: isComponentCustomizable }],
  ['PublishXml', { POST: publishXml }],
  ['msdyn_solutionhistories', { GET: listSolutionHistory }],
  ['audits', { GET: listAudits }],
  [`audits\\(${ID}\\)`, { GET: readAudit }],
  [
    `audits\\(${ID}\\)/Microsoft\\.Dynamics\\.CRM\\.RetrieveAuditDetails(?:\\(\\))?`,
    { GET: retrieveAuditDetails },
  ],
  ['RetrieveRecordChangeHistory\\((.*)\\)', { GET: recordHistory }],
  ['RetrieveAttributeChangeHistory\\((.*)\\)', { GET: attributeHistory }],
  ['GetAuditStorageDetails', { POST: auditStorage }],
  [`systemusers\\(${ID}\\)/systemuserroles_association`, { GET: listRoles }],
  [`systemusers\\(${ID}\\)/lk_audit_userid`, { GET: listAuditsOfUser }],
  [SET, { GET: listRows }],
  [`${SET}\\(${ID}\\)`, { GET: readRow, PATCH: patchRow }],
];

const COMPILED = ROUTES.map(([path, methods]) => ({ test: new RegExp(`^${path}$`), methods }));

export interface Found {
  readonly handle: Handle;
  readonly path: readonly string[];
}

/** Finds what answers a path; the service tells a wrong verb from a wrong address. */
export function routeOf(method: string, path: string): Found {
  for (const { test, methods } of COMPILED) {
    const match = test.exec(path);
    if (match === null) continue;
    const handle = methods[method];
    if (handle === undefined)
      throw new Refused(
        405,
        '',
        `The requested resource does not support http method '${method}'.`,
      );
    return { handle, path: match.slice(1) };
  }
  throw noSegment(path.split(/[/(]/)[0] ?? path);
}
