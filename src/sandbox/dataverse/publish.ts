import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { flagsOf, type CatalogueTable } from './catalogue.ts';
import { columnsSeen, tableSeen } from './definitions.ts';
import { logActivity } from './events.ts';
import { customize } from './lock.ts';
import { getTable, type Call } from './org.ts';
import { invalid, Refused } from './refused.ts';

/** Real time that publishing takes, with the customization lock held. */
const TAKES = 100;

const Body = z.strictObject({ ParameterXml: z.string() });

const WHOLE =
  /^\s*(?:<\?xml[^?]*\?>\s*)?<importexportxml>\s*<entities>\s*((?:<entity>[^<>]*<\/entity>\s*)+)<\/entities>\s*<\/importexportxml>\s*$/;

const badXml = (message: string) => new Refused(400, '0x80048d05', message);

/** Logical names in `ParameterXml`; anything but a list of tables is refused. */
function namesIn(xml: string): readonly string[] {
  const inner = WHOLE.exec(xml)?.[1];
  if (inner === undefined)
    throw badXml('The ParameterXml does not follow the publish request schema.');
  return [...inner.matchAll(/<entity>([^<>]*)<\/entity>/g)].map(([, name = '']) => name.trim());
}

function tablesOf(call: Call): readonly CatalogueTable[] {
  const body = Body.safeParse(call.request.body);
  if (!body.success) throw invalid("The parameter 'ParameterXml' of PublishXml is required.");
  return [...new Set(namesIn(body.data.ParameterXml))].map((name) => {
    if (!call.org.catalogue.byName.has(name))
      throw new Refused(
        400,
        '0x80041102',
        `The entity with a name = '${name}' was not found in the MetadataCache.`,
      );
    return getTable(call.org, name);
  });
}

/** From now on event logging goes by what the definitions say. */
function take({ org }: Call, tables: readonly CatalogueTable[]): void {
  for (const table of tables) {
    const flags = flagsOf(tableSeen(org, table, true), columnsSeen(org, table, true));
    org.documents.published.put(table.logicalName, flags);
  }
}

/** POST PublishXml: all pending changes of the tables that it names take effect. */
export async function publishXml(call: Call): Promise<ServiceAnswer> {
  const tables = tablesOf(call);
  const names = tables.map(({ logicalName }) => logicalName);
  const what = { operation: 'Publish', name: names.join(', '), takes: TAKES } as const;
  await customize(call.org, what, () => {
    take(call, tables);
    logActivity(call, { message: 'PublishXml' });
    call.org.tenant.changed('dataverse', 'publish', call.org.host, { tables: names });
  });
  return { status: 204 };
}
