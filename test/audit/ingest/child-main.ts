// The bot's ingest as a process of its own, which ends by SIGKILL at the step it is told.
import { readFileSync } from 'node:fs';
import type { Archive } from '../../../src/audit/archive/archive.ts';
import { ingestType } from '../../../src/audit/ingest/ingest.ts';
import type { AuditContent } from '../../../src/gateways/audit-content.ts';
import { cloudOf } from '../../../src/gateways/clouds.ts';
import { httpAuditContent } from '../../../src/gateways/http/audit-content.ts';
import { createHttp } from '../../../src/gateways/http/client.ts';
import { TENANT_ID } from '../../../src/sandbox/people.ts';
import { sandboxAgent } from '../../../src/sandbox/transport.ts';
import { openKept } from './kept-archive.ts';
import type { Orders } from './child.ts';

const orders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Orders;
const { connection, token, folder, clockOffset, dieAt } = orders;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

let steps = 0;
/** Every step is a moment at which the process may end. */
function step(): void {
  steps += 1;
  if (steps === dieAt) process.kill(process.pid, 'SIGKILL');
}

/** Before and after each call. */
const stepping =
  <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    step();
    const result = await work(...args);
    step();
    return result;
  };

const clock = {
  now: () => new Date(Date.now() + clockOffset),
  sleep: () => Promise.resolve(),
};
const http = createHttp({
  ...{ cloud: cloudOf('sandbox'), agent: sandboxAgent(connection), clock, log: quiet },
  credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
});
const real = httpAuditContent(http, { tenantId: TENANT_ID });
const content: AuditContent = {
  ...real,
  listContent: stepping(real.listContent),
  records: stepping(real.records),
};
const kept = openKept(folder);
const archive: Archive = {
  ...kept,
  add: stepping(kept.add),
  catalogue: { ...kept.catalogue, commit: stepping(kept.catalogue.commit) },
};

const contentType = 'Audit.General';
await ingestType({ tenant: TENANT_ID, contentType, content, archive, clock, log: quiet });
console.log(steps);
process.exit(0);
