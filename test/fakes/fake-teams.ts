import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../../cards/parts.ts';
import type { Messenger, Sent } from '../../src/announce.ts';
import type { Place, References } from '../../src/core/outbox.ts';
import { TENANT } from './stage.ts';

/** One message as people see it now; redrawn in place, never moved. */
export interface Message {
  readonly id: string;
  readonly place: Place;
  content: Card | string;
  redrawn: number;
}

export interface FakeTeams extends Messenger {
  readonly messages: Message[];
  /** Everything that was ever shown, drawing by drawing. */
  readonly drawings: (Card | string)[];
  /** What is shown somewhere, oldest first. */
  at(place: Place): readonly Message[];
  /** The newest card somewhere, or one that says this. */
  findCard(place: Place, says?: string): Message | undefined;
  put(place: Place, content: Card | string): string;
  /** Redraws a message; false when it is not there any more. */
  redraw(id: string, content: Card | string): boolean;
  /** Somebody removes a message, or all of a chat. */
  remove(id: string): void;
  /** From now on the place refuses, as after a block; the reference keeps it. */
  block(place: Place): void;
  unblock(place: Place): void;
  /** The next call to a place ends like this. */
  breakNext(place: Place, error: Error): void;
  /** Calls to a place take so many milliseconds. */
  delay(place: Place, milliseconds: number): void;
  /** Calls that reached Teams, refused ones too. */
  readonly calls: Place[];
}

/** Teams in memory: what each place shows, with refusals and faults on demand. */
export function fakeTeams(references: References): FakeTeams {
  const messages: Message[] = [];
  const drawings: (Card | string)[] = [];
  const blocked = new Set<Place>();
  const broken = new Map<Place, Error>();
  const delays = new Map<Place, number>();
  const calls: Place[] = [];

  function put(place: Place, content: Card | string): string {
    const id = `message-${randomUUID()}`;
    messages.push({ id, place, content, redrawn: 0 });
    drawings.push(content);
    return id;
  }
  function redraw(id: string, content: Card | string): boolean {
    const found = messages.find((message) => message.id === id);
    if (found === undefined) return false;
    Object.assign(found, { content, redrawn: found.redrawn + 1 });
    drawings.push(content);
    return true;
  }

  /** What stands in the way of a call; throws for a broken connection. */
  async function refusal(place: Place): Promise<Sent | undefined> {
    // As with the real one, a place that refused is not asked again before it is saved anew.
    const known = await references.find(TENANT, place);
    if (known?.refused !== undefined) return { kind: 'refused', why: known.refused.why };
    calls.push(place);
    const slow = delays.get(place);
    if (slow !== undefined) await sleep(slow);
    const error = broken.get(place);
    broken.delete(place);
    if (error !== undefined) throw error;
    if (!blocked.has(place)) return undefined;
    const why = 'The bot was blocked there.';
    if (known === undefined) await references.save(TENANT, place, {}, '2026-11-21T00:00:00.000Z');
    await references.refuse(TENANT, place, why, '2026-11-21T00:00:00.000Z');
    return { kind: 'refused', why };
  }

  return {
    messages,
    drawings,
    calls,
    put,
    redraw,
    at: (place) => messages.filter((message) => message.place === place),
    findCard: (place, says = '') =>
      messages.findLast(
        (message) =>
          message.place === place &&
          typeof message.content !== 'string' &&
          JSON.stringify(message.content).includes(says),
      ),
    remove(id) {
      const index = messages.findIndex((message) => message.id === id);
      if (index >= 0) messages.splice(index, 1);
    },
    block: (place) => void blocked.add(place),
    unblock: (place) => void blocked.delete(place),
    breakNext: (place, error) => void broken.set(place, error),
    userIdOf: async (person) => {
      const known = await references.find(TENANT, `person:${person}`);
      return known === undefined ? undefined : `29:${person}`;
    },
    delay: (place, milliseconds) => void delays.set(place, milliseconds),
    post: async (place, content) =>
      (await refusal(place)) ?? { kind: 'posted', activityId: put(place, content) },
    async update(place, id, card) {
      const refused = await refusal(place);
      if (refused !== undefined) return refused;
      return redraw(id, card) ? { kind: 'posted', activityId: id } : { kind: 'gone' };
    },
  };
}
