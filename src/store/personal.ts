import type { Data } from '../core/data.ts';

type Members = { readonly [key: string]: Data };

/** What stands in a personal place: it decides what an erased one reads as. */
export type Slot = 'id' | 'name' | 'text' | 'data';

/**
 * Called for each personal value of an entry; what it returns takes the value's place. `owner` is
 * the id of the person who said it or whom it is about, as it stands in the entry.
 */
export type Visit = (value: Data, slot: Slot, owner: Data | undefined) => Data;

const isList = (value: Data): value is readonly Data[] => Array.isArray(value);
const isRecord = (value: Data | undefined): value is Members =>
  typeof value === 'object' && value !== null && !isList(value);

const mapMembers = (record: Members, map: (value: Data, key: string) => Data): Members =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));

const mapList = (value: Data, map: (one: Data) => Data): Data =>
  isList(value) ? value.map(map) : value;

const slotOf = (value: Data): Slot => (typeof value === 'string' ? 'text' : 'data');

/** A person: the id by itself, the name and whatever else belongs to that id. */
function mapPerson(person: Data, visit: Visit): Data {
  if (!isRecord(person))
    return visit(person, typeof person === 'string' ? 'id' : 'data', undefined);
  const { id } = person;
  return mapMembers(person, (value, key) => {
    if (key === 'id' && typeof value === 'string') return visit(value, 'id', undefined);
    return visit(value, key === 'name' ? 'name' : slotOf(value), id);
  });
}

/** Members of a plan's details that are people. */
const PEOPLE: readonly string[] = ['person', 'approver', 'deputy'];

/** Of a plan's details only these are about people, and the words that it `restsOn`. */
function mapDetails(details: Data, visit: Visit): Data {
  if (isList(details)) return details.map((each) => mapDetails(each, visit));
  if (!isRecord(details)) return details;
  return mapMembers(details, (value, key) => {
    if (PEOPLE.includes(key)) return mapPerson(value, visit);
    return key === 'restsOn' ? visit(value, slotOf(value), undefined) : mapDetails(value, visit);
  });
}

/** Whether a plan's details name people; a stored entry answers as the one that was written. */
const isAboutPeople = (details: Data | undefined): boolean => {
  if (details === undefined) return false;
  if (isList(details)) return details.some(isAboutPeople);
  return (
    isRecord(details) &&
    Object.entries(details).some(([key, value]) => PEOPLE.includes(key) || isAboutPeople(value))
  );
};

/** The sentence of a plan that is about people names them too. */
const mapChange = (change: Data, visit: Visit): Data =>
  isRecord(change)
    ? mapMembers(change, (value, key) => {
        if (key === 'details') return mapDetails(value, visit);
        const names = key === 'summary' && isAboutPeople(change['details']);
        return names ? visit(value, 'text', undefined) : value;
      })
    : change;

const mapExcluded = (excluded: Data, visit: Visit): Data =>
  isRecord(excluded)
    ? mapMembers(excluded, (value, key) =>
        key === 'id' ? visit(value, 'id', undefined) : visit(value, 'text', excluded['id']),
      )
    : excluded;

/** Sentences may name whoever voted. */
const mapTexts = (texts: Data, visit: Visit): Data =>
  mapList(texts, (text) => visit(text, 'text', undefined));

type Mapping = (value: Data, visit: Visit, entry: Members) => Data;

const ownerOf = ({ by }: Members): Data | undefined => (isRecord(by) ? by['id'] : undefined);
const said: Mapping = (value, visit, entry) => visit(value, 'text', ownerOf(entry));
const given: Mapping = (value, visit, entry) => visit(value, 'data', ownerOf(entry));

/** Members of entries that hold something personal, whatever the kind of entry. */
const MEMBERS: { readonly [member: string]: Mapping } = {
  by: mapPerson,
  requester: mapPerson,
  to: mapPerson,
  onBehalfOf: mapPerson,
  reason: said,
  // Made of what a person pasted, if something was understood of it.
  statement: (value, visit, entry) =>
    entry['seen'] === undefined ? value : said(value, visit, entry),
  seen: given,
  details: given,
  answers: (value, visit) => visit(value, 'data', undefined),
  excludes: (value, visit) => mapList(value, (one) => mapExcluded(one, visit)),
  change: mapChange,
  changes: (value, visit) => mapList(value, (one) => mapChange(one, visit)),
  difference: mapTexts,
  replaces: (value, visit) =>
    isRecord(value)
      ? mapMembers(value, (one, key) => (key === 'difference' ? mapTexts(one, visit) : one))
      : value,
};

/** The entry with every personal value replaced by what `visit` makes of it. */
export const mapPersonal = (entry: Members, visit: Visit): Members =>
  mapMembers(entry, (value, key) => {
    const map = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined;
    return map === undefined ? value : map(value, visit, entry);
  });
