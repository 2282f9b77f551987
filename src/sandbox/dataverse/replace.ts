import { OWN } from './own-properties.ts';
import { Label, labelOf, Managed, type LocalizedLabel } from './managed.ts';
import { badPayload, Refused } from './refused.ts';
import type { Definition } from './table-definition.ts';

const MUST_MATCH = ['MetadataId', 'LogicalName', 'SchemaName'];

export const isOn = (definition: Definition, property: string): boolean =>
  Managed.safeParse(definition[property]).data?.Value === true;

const isObject = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body of a PUT as a definition of the same thing; strange members are refused. */
export function bodyOf(body: unknown, current: Definition, type: string): Definition {
  if (!isObject(body)) throw badPayload('The request body must be a JSON object.');
  const strange = Object.keys(body).find((name) => !name.includes('@') && !(name in current));
  if (strange !== undefined)
    throw badPayload(
      `An error occurred while validating input parameters: The property '${strange}' does not exist on type 'Microsoft.Dynamics.CRM.${type}'.`,
    );
  for (const name of MUST_MATCH)
    if (name in body && String(body[name]).toLowerCase() !== String(current[name]).toLowerCase())
      throw new Refused(400, '0x80044311', `${name} of a definition cannot be changed.`);
  return body;
}

const wrongType = (name: string) =>
  badPayload(`Cannot convert a primitive value to the expected type of '${name}'.`);

/** Labels: without merging, a language that is not in the body is gone. */
function replacedLabel(name: string, before: unknown, next: unknown, merges: boolean): unknown {
  const known = Label.safeParse(before).data?.LocalizedLabels ?? [];
  if (next === undefined || next === null) return merges ? (before ?? null) : null;
  const parsed = Label.partial().safeParse(next);
  if (!parsed.success) throw wrongType(name);
  const given = (parsed.data.LocalizedLabels ?? []).map((label): LocalizedLabel => ({
    ...(known.find(({ LanguageCode }) => LanguageCode === label.LanguageCode) ?? {}),
    ...label,
  }));
  const languages = new Set(given.map(({ LanguageCode }) => LanguageCode));
  const kept = merges ? known.filter(({ LanguageCode }) => !languages.has(LanguageCode)) : [];
  return labelOf([...given, ...kept]);
}

/** A managed property keeps its gate; the publisher's *no* to a change of its value stands. */
function replacedManaged(name: string, before: Managed, next: unknown): Managed {
  if (next === undefined || next === null) return { ...before, Value: false };
  const parsed = Managed.pick({ Value: true }).safeParse(next);
  if (!parsed.success) throw wrongType(name);
  return { ...before, Value: parsed.data.Value };
}

const isSameKind = (before: unknown, next: unknown) =>
  before === null || next === null || typeof before === typeof next;

function replaced(name: string, before: unknown, next: unknown, merges: boolean): unknown {
  const gate = Managed.safeParse(before);
  if (gate.success) return replacedManaged(name, gate.data, next);
  if (['DisplayName', 'DisplayCollectionName', 'Description'].includes(name))
    return replacedLabel(name, before, next, merges);
  if (next === undefined) return null;
  if (!isSameKind(before, next)) throw wrongType(name);
  return next;
}

/** What stands after a PUT: everything writable comes from the body, what is missing is reset. */
export const replacement = (current: Definition, body: Definition, merges: boolean): Definition =>
  Object.fromEntries(
    Object.entries(current).map(([name, before]) => [
      name,
      OWN.has(name) ? before : replaced(name, before, body[name], merges),
    ]),
  );

const forbidden = (what: string, property: string) =>
  new Refused(
    400,
    '0x8004F026',
    `The evaluation of the current component (name=${what}) in the current operation (Update) failed during managed property evaluation of condition: Managed Property Name: ${property}; Component Name: ${what}`,
  );

const ADDITIONAL = ['IsRetrieveAuditEnabled', 'IsRetrieveMultipleAuditEnabled'];

/** Refuses what the publisher of a managed component does not allow. */
export function checkManaged(before: Definition, after: Definition, what: string): void {
  if (!isOn(before, 'IsCustomizable')) throw forbidden(what, 'iscustomizable');
  for (const [name, value] of Object.entries(before)) {
    const gate = Managed.safeParse(value).data;
    if (gate === undefined || gate.CanBeChanged) continue;
    if (isOn(after, name) !== gate.Value)
      throw forbidden(what, gate.ManagedPropertyLogicalName ?? name);
  }
  if (isOn(before, 'CanModifyAdditionalSettings')) return;
  if (ADDITIONAL.some((name) => before[name] !== after[name]))
    throw forbidden(what, 'canmodifyadditionalsettings');
}
