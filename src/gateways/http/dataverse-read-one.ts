import { z } from 'zod';
import { SLOW_READ, type Door } from './dataverse-door.ts';
import { pageOf } from './dataverse-forms.ts';
import { absent } from './dataverse-tables.ts';

interface Keys {
  readonly id: string;
  readonly name: string;
}

/** Key and name columns of the tables that are read most; others are looked up. */
const KNOWN: Readonly<Record<string, Keys>> = {
  accounts: { id: 'accountid', name: 'name' },
  contacts: { id: 'contactid', name: 'fullname' },
  leads: { id: 'leadid', name: 'fullname' },
  opportunities: { id: 'opportunityid', name: 'name' },
  incidents: { id: 'incidentid', name: 'title' },
};

const KeyForm = z.object({
  EntitySetName: z.string().nullish(),
  PrimaryIdAttribute: z.string().nullish(),
  PrimaryNameAttribute: z.string().nullish(),
});

async function keysOf(door: Door, entitySet: string): Promise<Keys> {
  const known = KNOWN[entitySet];
  if (known !== undefined) return known;
  const path =
    'EntityDefinitions?$select=EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,LogicalName';
  const call = door.call('Reading the tables', path, { patience: SLOW_READ });
  const forms = await door.list(call, pageOf(KeyForm));
  const found = forms.find(({ EntitySetName }) => EntitySetName === entitySet);
  const id = found?.PrimaryIdAttribute;
  if (!id) throw absent('such table');
  return { id, name: found.PrimaryNameAttribute || id };
}

/**
 * Lists one row and opens it, which leaves both kinds of read event. Only the name is read: the
 * proof needs no business data.
 */
export async function readOne(
  door: Door,
  entitySet: string,
  requestId: string,
): Promise<{ readonly id: string; readonly at: string } | undefined> {
  if (!/^[a-z][a-z0-9_]*$/i.test(entitySet)) throw absent('such table');
  const { id: key, name } = await keysOf(door, entitySet);
  const listing = door.call('Reading one record', `${entitySet}?$select=${key},${name}&$top=1`, {
    requestId,
  });
  const { value } = await door.http.read(listing, pageOf(z.looseObject({ [key]: z.guid() })));
  const id = value[0]?.[key];
  if (id === undefined) return undefined;
  const opening = door.call('Opening one record', `${entitySet}(${id})?$select=${name}`, {
    requestId,
  });
  await door.http.send(opening);
  return { id, at: door.clock.now().toISOString() };
}
