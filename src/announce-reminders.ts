import { escaped } from '../cards/text.ts';
import { askSubject, type Announce } from './announce.ts';
import type { Directory, Person } from './core/people.ts';
import { deputiesOf } from './core/policy.ts';
import type { Reminder } from './jobs/remind.ts';
import { personPlace } from './posting.ts';
import { groupsLine, stillNeeded } from './views/groups-missing.ts';
import { stamp } from './views/words.ts';

export interface ReminderSettings {
  readonly announce: Pick<Announce, 'tell'>;
  readonly directory: Pick<Directory, 'membersOf'>;
}

/** `Ben, Cleo and Dan` */
function listed(names: readonly string[]): string {
  const all = names.map((name) => escaped(name));
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

const referenceOf = ({ run, ask }: Reminder): string => `${run}-${ask}`;

const expiry = ({ steps }: Reminder): string => stamp(steps[0]?.expiresAt ?? '');

function approverText(reminder: Reminder): string {
  const { standing, steps, last } = reminder;
  const { title, requester } = standing.started;
  const reference = referenceOf(reminder);
  const since = stamp(steps[0]?.requestedAt ?? standing.started.at);
  const urgent = last ? 'This is the last reminder. ' : '';
  return (
    `Request ${reference} (${escaped(title)}, asked for by ${escaped(requester.name)}) has waited for you since ${since}. ` +
    `${urgent}It expires on ${expiry(reminder)}; silence means no. ` +
    `Type approvals to see it and decide.`
  );
}

/** The names of deputies; who the directory does not list is named by object id. */
async function deputiesFor({ waitingFor, policy }: Reminder, directory: Directory['membersOf']) {
  const ids = new Set(waitingFor.flatMap(({ person }) => deputiesOf(policy, person.id)));
  if (ids.size === 0) return [];
  const lists = await Promise.all([directory('approver'), directory('operator')]);
  const known = new Map(lists.flat().map(({ id, name }: Person) => [id.toLowerCase(), name]));
  return [...ids].map((id) => known.get(id) ?? id);
}

function requesterText(reminder: Reminder, deputies: readonly string[]): string {
  const { steps, waitingFor, run } = reminder;
  const more = Math.max(...steps.map(stillNeeded));
  const people = waitingFor.map(({ person }) => person.name);
  const whom =
    people.length === 0
      ? 'Nobody who was asked can decide any more: ask an administrator to add people to the approvers group.'
      : `${listed(people)} could still decide and have been reminded for the last time.`;
  const instead =
    deputies.length === 0
      ? 'If they are away, have approvals delegated: type delegate approvals.'
      : `If they are away, the policy names as deputies: ${listed(deputies)}. Type delegate approvals.`;
  return (
    `Request ${referenceOf(reminder)} still needs ${more === 1 ? 'one approver' : `${more} approvers`}.` +
    `${escaped(groupsLine(steps))} It expires on ${expiry(reminder)}, and silence means no. ` +
    `${whom} ${instead} To take it back, type withdraw ${run}.`
  );
}

/** Reminds each approver once for each rung; with the last one, whoever asked is told as well. */
export const announcingReminders =
  ({ announce, directory }: ReminderSettings) =>
  async (reminder: Reminder): Promise<void> => {
    const { run, ask, rung, last, waitingFor, standing } = reminder;
    const subject = `reminder/${rung}/${askSubject(run, ask)}`;
    const told = waitingFor.map(({ person }) =>
      announce.tell(subject, personPlace(person.id), approverText(reminder)),
    );
    const also = last
      ? [
          deputiesFor(reminder, directory.membersOf).then((deputies) =>
            announce.tell(
              subject,
              personPlace(standing.operator.id),
              requesterText(reminder, deputies),
            ),
          ),
        ]
      : [];
    // Each to its end: what is still under way when another fails would be sent once more later.
    await Promise.allSettled([...told, ...also]);
    await Promise.all([...told, ...also]);
  };
