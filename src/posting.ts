import type { Card } from '../cards/parts.ts';
import { isErasedId } from './core/erasure.ts';
import type { SeenCards } from './core/evidence.ts';
import type { Place, Posting, Postings, References } from './core/outbox.ts';
import type { Person } from './core/people.ts';
import { cardDigest, kept } from './seen.ts';

/** What came of sending: a refusal (blocked, not installed) is an answer, not an error. */
export type Sent =
  | { readonly kind: 'posted'; readonly activityId: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'gone' };

/** The way out to people; only `teams/` knows how. */
export interface Messenger {
  post(place: Place, what: Card | string): Promise<Sent>;
  update(place: Place, activityId: string, card: Card): Promise<Sent>;
  /** What Teams calls a person in this bot's conversations; undefined until they have written. */
  userIdOf(person: string): Promise<string | undefined>;
}

export interface PostingSettings {
  readonly tenant: string;
  readonly messenger: Messenger;
  readonly postings: Postings;
  readonly references: References;
  readonly seen: SeenCards;
}

export const personPlace = (id: string): Place => `person:${id}`;

/** The object id of the person whose chat this is; undefined for a channel. */
export const personAt = (place: Place): string | undefined =>
  place.startsWith('person:') ? place.slice('person:'.length) : undefined;

/** Of whoever was erased only a seal is left: that is nobody whom Teams could be asked for. */
const isErased = (place: Place): boolean => isErasedId(personAt(place) ?? '');
const ERASED_THERE: Sent = { kind: 'refused', why: 'Their name was erased from the record.' };

/** Cards that are posted once and redrawn in place, and sentences that are told once. */
export function postingTo({ tenant, messenger, postings, references, seen }: PostingSettings) {
  /** What is the same is not sent again. What can be decided on is kept before anybody sees it. */
  async function show(subject: string, place: Place, card: Card): Promise<Sent> {
    if (isErased(place)) return ERASED_THERE;
    const known = await postings.find(tenant, subject, place);
    const digest = cardDigest(card);
    if (known?.digest === digest) return { kind: 'posted', activityId: known.activityId };
    const drawn = await kept(seen, tenant, card);
    const updated = known && (await messenger.update(place, known.activityId, drawn));
    const sent =
      updated === undefined || updated.kind === 'gone'
        ? await messenger.post(place, drawn)
        : updated;
    if (sent.kind === 'posted')
      await postings.save({ tenant, subject, place, activityId: sent.activityId, digest });
    return sent;
  }

  return {
    show,

    /** Redraws a card wherever else it was posted. */
    async redraw(
      subject: string,
      but: ReadonlySet<Place>,
      draw: (at: Posting) => Card | Promise<Card>,
    ): Promise<void> {
      const all = await postings.list(tenant, subject);
      const others = all.filter(({ place }) => !but.has(place));
      await together(
        others.map(async (posting) => show(subject, posting.place, await draw(posting))),
      );
    },

    /** A sentence that is sent once. */
    async tell(subject: string, place: Place, text: string): Promise<void> {
      if (isErased(place) || (await postings.find(tenant, subject, place)) !== undefined) return;
      const sent = await messenger.post(place, text);
      if (sent.kind === 'posted')
        await postings.save({ tenant, subject, place, activityId: sent.activityId, digest: '' });
    },

    /** Why this person could not be shown it; undefined when they were. */
    async showTo(subject: string, person: Person, card: Card): Promise<string | undefined> {
      const place = personPlace(person.id);
      const reference = await references.find(tenant, place);
      const sent: Sent =
        reference?.refused === undefined
          ? await show(subject, place, card)
          : { kind: 'refused', why: reference.refused.why };
      return sent.kind === 'refused' ? `${person.name} could not be told: ${sent.why}` : undefined;
    },

    /** Where something was posted. */
    placesOf: async (subject: string): Promise<readonly Place[]> =>
      (await postings.list(tenant, subject)).map(({ place }) => place),
  };
}

/** Each to its end: what is still being sent when another fails would be sent once more later. */
export async function together<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
