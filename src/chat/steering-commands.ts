import { referenceIn } from './reference.ts';

/** What people do about who answers for a run, who decides in whose place, and in an emergency. */
export type Steering =
  | { readonly verb: 'delegations' }
  | { readonly verb: 'end-delegation'; readonly run?: string }
  | {
      readonly verb: 'hand-over';
      readonly run: string;
      readonly to: string;
      /** Said a second time: it is done at once. */
      readonly sure: boolean;
    }
  | { readonly verb: 'take-over'; readonly run: string; readonly sure: boolean }
  | {
      readonly verb: 'break-glass';
      readonly run: string;
      readonly ask: number;
      readonly reason: string;
      /** The request's name, typed once more: it is done at once. */
      readonly typed?: string;
    }
  | {
      readonly verb: 'uphold' | 'object';
      readonly run: string;
      readonly ask: number;
      readonly reason: string;
    };

export interface SteeringCommand {
  readonly kind: 'steer';
  readonly steering: Steering;
}

const steer = (steering: Steering): SteeringCommand => ({ kind: 'steer', steering });

const saysWhy = (rest: string): string => rest.replace(/^because\b\s*/i, '');

/** `now` at the end stands for the press on the card that asks whether one is sure. */
function sureIn(said: string): { readonly said: string; readonly sure: boolean } {
  const [, before] = /^(.*?)\s*\bnow$/is.exec(said) ?? [];
  return before === undefined ? { said, sure: false } : { said: before, sure: true };
}

/** `hand over 7K2QF9 to Dan`: the mention of a person is a name with marks around it. */
function handOver(rest: string): SteeringCommand | undefined {
  const [, said] = /^over\s+(.+)$/is.exec(rest) ?? [];
  const { run, rest: more } = referenceIn(said ?? '');
  const [, to] = /^to\s+(.+)$/is.exec(more) ?? [];
  if (run === undefined || to === undefined) return undefined;
  const { said: name, sure } = sureIn(to);
  return steer({ verb: 'hand-over', run, to: name.replace(/<\/?at[^>]*>/gi, ' ').trim(), sure });
}

function takeOver(rest: string): SteeringCommand | undefined {
  const [, said] = /^over\s+(.+)$/is.exec(rest) ?? [];
  const { run, rest: more } = referenceIn(said ?? '');
  return run === undefined || !['', 'now'].includes(more.toLowerCase())
    ? undefined
    : steer({ verb: 'take-over', run, sure: more !== '' });
}

/** `break glass 7K2QF9-1 because …`; with the name a second time it is done at once. */
function breakGlass(rest: string): SteeringCommand | undefined {
  const [, said] = /^glass\s+(.+)$/is.exec(rest) ?? [];
  const { run, ask, rest: more } = referenceIn(said ?? '');
  if (run === undefined || ask === undefined) return undefined;
  const [first = '', ...others] = more.split(' ');
  const again = referenceIn(first);
  return again.ask === undefined
    ? steer({ verb: 'break-glass', run, ask, reason: saysWhy(more) })
    : steer({
        verb: 'break-glass',
        run,
        ask,
        reason: saysWhy(others.join(' ')),
        typed: first,
      });
}

const review =
  (verb: 'uphold' | 'object') =>
  (rest: string): SteeringCommand | undefined => {
    const { run, ask, rest: more } = referenceIn(rest);
    return run === undefined || ask === undefined
      ? undefined
      : steer({ verb, run, ask, reason: saysWhy(more) });
  };

function endDelegation(rest: string): SteeringCommand | undefined {
  const [, said] = /^delegation\b\s*(.*)$/is.exec(rest) ?? [];
  if (said === undefined) return undefined;
  const { run, rest: more } = referenceIn(said);
  if (more !== '') return undefined;
  return steer({ verb: 'end-delegation', ...(run === undefined ? {} : { run }) });
}

/** By first word; what follows decides whether it is this command at all. */
export const STEERING: Readonly<Record<string, (rest: string) => SteeringCommand | undefined>> = {
  delegations: (rest) => (rest === '' ? steer({ verb: 'delegations' }) : undefined),
  end: endDelegation,
  hand: handOver,
  take: takeOver,
  break: breakGlass,
  uphold: review('uphold'),
  object: review('object'),
};
