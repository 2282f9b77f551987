import { keyAddress } from '../../../gateways/key-address.ts';
import type { Site } from '../world.ts';

/** Also without its hyphens. */
const GUID = '([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})(?![0-9a-f])';
const idAfter = (name: string) =>
  new RegExp(`\\b${name}\\b["']?\\s{0,80}[:=]?\\s{0,80}["'{]{0,2}${GUID}`, 'gi');

const TENANTS = idAfter('(?:Organi[sz]ation|Org|Tenant) ?(?:Id)?');
const SUBSCRIPTIONS = [
  idAfter('Subscription(?:Id)?[12]?'),
  new RegExp(`/subscriptions/${GUID}`, 'gi'),
];
const KEYS = /https:\/\/[\w.-]+(?::\d+)?\/keys\/[\w-]+(?:\/[0-9a-f]{32})?(\n?)/gi;

const idsIn = (text: string, patterns: readonly RegExp[]): readonly string[] =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, id = '']) => id.toLowerCase()));

const isOneOf = (id: string, known: readonly string[]): boolean =>
  known.some((one) => one.toLowerCase().replaceAll('-', '') === id.replaceAll('-', ''));

/** A value that goes over a line's end is put together again. */
const unwrapped = (text: string): string => text.replaceAll(/\n {4,}(?=\S)/g, '');

/** A key that is none of ours; one cut at the end of a line may still be. */
function foreignKey(text: string, ours: readonly string[]): string | undefined {
  const known = ours.map(keyAddress);
  const strange = [...unwrapped(text).matchAll(KEYS)].find(([address, cut]) => {
    const key = keyAddress(address.trim());
    return !known.includes(key) && !(cut !== '' && known.some((each) => each.startsWith(key)));
  });
  return strange?.[0].trim();
}

/** What in a text belongs to another tenant, subscription or key than this run is about. */
export function foreignIn(text: string, { answers, branches }: Site): string | undefined {
  const tenant = idsIn(text, [TENANTS]).find((id) => !isOneOf(id, [answers.tenant.id]));
  if (tenant !== undefined)
    return `This is about another organisation (${tenant}); this run is about ${answers.tenant.id}.`;
  const own = branches.map(({ answer }) => answer.subscription);
  const other = idsIn(text, SUBSCRIPTIONS).find((id) => !isOneOf(id, own));
  if (other !== undefined)
    return `This is about another subscription (${other}) than the two of this run.`;
  const key = foreignKey(
    text,
    branches.map(({ keyUri }) => keyUri),
  );
  return key === undefined
    ? undefined
    : `This is about another key (${key}) than the two of this run.`;
}
