import type { Clock } from '../../core/clock.ts';
import type { OpenDataverse } from '../dataverse.ts';
import type { Http } from './client.ts';
import { findAudits, findAuditStorage } from './dataverse-audits.ts';
import { listColumns, setColumnAudit } from './dataverse-columns.ts';
import { doorTo } from './dataverse-door.ts';
import { findCaller, getOrganisation, setOrganisation } from './dataverse-organisation.ts';
import { readOne } from './dataverse-read-one.ts';
import { listSolutionHistory, publish } from './dataverse-publish.ts';
import { findTable, listTables, setTableFlags } from './dataverse-tables.ts';

/**
 * The Dataverse Web API. `clock` is the bot's own, which follows the sandbox's. Throws on an address that is no environment of the cloud, before anything is sent.
 */
export const httpDataverse =
  (http: Http, { clock }: { readonly clock: Clock }): OpenDataverse =>
  (apiUrl) => {
    const door = doorTo(http, apiUrl, clock);
    return {
      findCaller: () => findCaller(door),
      getOrganisation: () => getOrganisation(door),
      setOrganisation: (id, change, requestId) => setOrganisation(door, id, change, requestId),
      listTables: () => listTables(door),
      findTable: (name) => findTable(door, name),
      setTableFlags: (name, flags, requestId) => setTableFlags(door, name, flags, requestId),
      listColumns: (table) => listColumns(door, table),
      setColumnAudit: (table, column, audited, requestId) =>
        setColumnAudit(door, table, column, audited, requestId),
      publish: (tables, requestId) => publish(door, tables, requestId),
      listSolutionHistory: () => listSolutionHistory(door),
      findAudits: (since, actions) => findAudits(door, since, actions),
      readOne: (entitySet, requestId) => readOne(door, entitySet, requestId),
      findAuditStorage: () => findAuditStorage(door),
    };
  };
