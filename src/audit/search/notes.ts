import { permissionFor, SEARCH_EVERYTHING } from '../../gateways/audit-record-types.ts';
import type { Added } from '../archive/archive.ts';
import type { Search, Slice } from './search.ts';

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;

const sum = ({ slices }: Search, of: (slice: Slice) => number): number =>
  slices.reduce((all, slice) => all + of(slice), 0);

const when = (holds: boolean, says: string): readonly string[] => (holds ? [says] : []);

function onParts(search: Search): readonly string[] {
  const failed = search.slices.filter(({ state }) => state === 'failed');
  const cutOff = search.slices.filter((slice) => slice.state === 'done' && slice.cutOff);
  const all = search.slices.length;
  const why = failed[0]?.why ?? '';
  return [
    ...when(
      failed.length > 0,
      `${failed.length} of ${count(all, 'part', 'parts')} could not be searched, so the numbers are at least these. ${why}`,
    ),
    ...when(
      cutOff.length > 0,
      `Microsoft cut ${cutOff.length} of ${count(all, 'part', 'parts')} off although they are as short as they can be: the numbers are at least these.`,
    ),
  ];
}

function onResults(search: Search): readonly string[] {
  const differing = sum(search, (slice) => slice.differing);
  const outside = sum(search, (slice) => slice.outside);
  const found = sum(search, ({ brought }) => brought);
  return [
    ...when(found === 0 && search.slices.length > 0, NOTHING),
    ...when(
      differing > 0,
      `Two readings of the same results differed in ${count(differing, 'record', 'records')}; they were united, and there may be more.`,
    ),
    ...when(
      outside > 0,
      `${count(outside, 'record', 'records')} from outside of the times asked for came along and ${outside === 1 ? 'was' : 'were'} left out.`,
    ),
    ...when(
      search.slices.some(({ settling }) => settling),
      'Records of the last 48 hours may still be on their way (how long they take is unconfirmed).',
    ),
  ];
}

const NOTHING =
  'Microsoft’s search came back with nothing, also when it was repeated. That is what the source says, not proof that nothing happened.';
const STABLE =
  'Users have reported that two readings of one search differ; Microsoft says nothing about it (unconfirmed).';
const PERMITTED = `If the bot’s application holds ${permissionFor([21])} and not ${SEARCH_EVERYTHING}, Microsoft may show it Dynamics alone (unconfirmed).`;

/** Limits of an answer that a search at Microsoft gave, in sentences. */
export function notesOnSearch(
  search: Search,
  { rejected }: Pick<Added, 'rejected'>,
): readonly string[] {
  return [
    ...onParts(search),
    ...onResults(search),
    ...search.after,
    ...when(
      rejected.length > 0,
      `${count(rejected.length, 'record', 'records')} could not be used: ${rejected[0]?.reason ?? ''}.`,
    ),
    ...when(search.types === undefined, PERMITTED),
    ...(search.notKept === undefined
      ? []
      : [`What was found could not be added to the archive: ${search.notKept}`]),
    STABLE,
  ];
}
