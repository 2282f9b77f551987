import { z } from 'zod';
import type { AskedStep } from '../../core/asks.ts';
import type { StepStanding } from '../../core/standing.ts';
import { ADA, BEN, CLEO, NAMES, type Button, type People } from './people.ts';

type Tell = (line: string) => void;

/** What people do in a demo, each thing once. */
export type Deeds = ReturnType<typeof deedsOf>;

const Names = z.looseObject({ step: z.string().optional(), ask: z.coerce.number().optional() });
const namesOf = ({ data }: Button) => Names.safeParse(data).data ?? {};

/** What was refused in passing is tried again, but not for ever. */
const TRIES = 5;
/** An answer that promises something; any other one says that nothing was done. */
const TAKEN = /card\.adaptive|[Rr]ecorded|on record|already/;

export function deedsOf(people: People, tell: Tell) {
  const tried = new Map<string, number>();
  const triesOf = (key: string): number => tried.get(key) ?? 0;

  /** Presses the first of these buttons that this person has not pressed yet. */
  async function pressOne(
    person: string,
    buttons: readonly Button[],
    inputs: (button: Button) => Promise<object>,
  ): Promise<true | undefined> {
    const fresh = buttons.find((button) => triesOf(keyOf(person, button)) < TRIES);
    if (fresh === undefined) return undefined;
    const key = keyOf(person, fresh);
    const { status, body } = await people.press(person, fresh, await inputs(fresh));
    const says = JSON.stringify(body);
    const taken = TAKEN.test(says) && !says.includes('Nothing was recorded');
    tried.set(key, taken ? TRIES : triesOf(key) + 1);
    tell(`${NAMES[person]} presses ${fresh.title} (HTTP ${status}).`);
    if (!taken) tell(`  The bot: ${says.slice(0, 300)}`);
    return true;
  }

  return {
    /** After a run was resumed everything may be asked again. */
    anew: () => tried.clear(),

    /** Ben looks after the first key and Cleo after the second; the rest takes either or both. */
    async approve(asks: readonly AskedStep[]): Promise<true | undefined> {
      const parts = [...new Set(asks.flatMap(({ custody }) => custody?.part ?? []))].sort();
      const pending = asks.filter(({ state }) => state === 'pending');
      for (const person of [BEN, CLEO]) {
        const buttons = await people.listButtons(person, 'approve');
        const theirs = buttons.filter((button) => {
          const steps = pending.filter(({ ask }) => ask === namesOf(button).ask);
          const part = steps[0]?.custody?.part;
          const custodian = part === parts[0] ? BEN : CLEO;
          // Where one yes is not enough, the other one follows who looks after that key.
          const mayFollow = steps.every(({ votes }) => votes.length > 0);
          const mine = part === undefined || parts.length < 2 || custodian === person;
          return steps.length > 0 && (mine || mayFollow);
        });
        const phrase = (button: Button) =>
          pending.find(({ ask }) => ask === namesOf(button).ask)?.phrase;
        const inputs = (button: Button) => {
          const typed = phrase(button);
          return Promise.resolve(typed === undefined ? {} : { phrase: typed });
        };
        if (await pressOne(person, theirs, inputs)) return true;
      }
      return undefined;
    },

    /** Runs the command of the guide where there is one, and pastes what it prints if asked to. */
    async byHand({ id, title, change }: StepStanding): Promise<true | undefined> {
      const buttons = await people.listButtons(ADA, 'done');
      const mine = buttons.filter((button) => namesOf(button).step === id);
      const { command, asks } = change?.guide ?? {};
      return pressOne(ADA, mine, async () => {
        tell(`Ada does by hand: ${title}.`);
        const printed = command === undefined ? '' : await people.console(command);
        return asks === undefined ? {} : { pasted: printed };
      });
    },

    /** Skips to when the bot looks next, never further. */
    async letTimePass(): Promise<true | undefined> {
      const { nextDue, clock } = await people.state();
      if (nextDue === undefined || nextDue === null) return undefined;
      const seconds = Math.ceil((Date.parse(nextDue) - Date.parse(clock.now)) / 1000);
      if (seconds <= 2) return undefined;
      await people.advance(`PT${seconds}S`);
      tell(`Time passes: ${Math.ceil(seconds / 60)} minutes.`);
      return true;
    },
  };
}

/** The same button on a card that was drawn anew is the same button. */
const keyOf = (person: string, { activityId, data }: Button): string =>
  `${person} ${JSON.stringify([activityId, { ...Object(data), seen: undefined }])}`;
