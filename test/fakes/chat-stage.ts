import { createTalk } from '../../dialogs/talk.ts';
import { announcing, personPlace, type Announce } from '../../src/announce.ts';
import { askingOf } from '../../src/chat/audit/asking.ts';
import type { AuditChat } from '../../src/chat/audit/audit-chat.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { handOf } from '../../src/chat/hand.ts';
import { onPress, type Answered } from '../../src/chat/press.ts';
import type { Proof } from '../../src/chat/signed-in.ts';
import { onArrival } from '../../src/chat/arrival.ts';
import { onSaid } from '../../src/chat/said.ts';
import { digestOfAsk } from '../../src/core/approvals.ts';
import type { Data } from '../../src/core/data.ts';
import { exceptionsIn } from '../../src/core/exceptions.ts';
import type { Person, Role } from '../../src/core/people.ts';
import { policyWith, type PolicySource } from '../../src/core/policy.ts';
import type { SignIns } from '../../src/core/sign-in.ts';
import { deputiesFrom } from '../../src/core/deputies.ts';
import { runsOf } from '../../src/core/runs.ts';
import { steeringOf } from '../../src/compose/steering.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { DueWork } from '../../src/core/due.ts';
import type { Question, Walkthrough } from '../../src/core/walkthrough.ts';
import { runJobs } from '../../src/jobs/run-jobs.ts';
import { TestAdapter, type Activity, type TurnContext } from '../../src/teams/botbuilder.ts';
import { LIMITS } from '../../src/teams/limits.ts';
import { memoryLog } from '../../src/teams/log.ts';
import { TaggedConversationState } from '../../src/teams/state.ts';
import { createTurns } from '../../src/teams/turns.ts';
import { fakeDirectory, type FakeDirectory } from './fake-directory.ts';
import { fakeTeams, type FakeTeams, type Message } from './fake-teams.ts';
import { memoryClock } from './memory-clock.ts';
import { memoryStore } from './memory-store.ts';
import { TENANT } from './stage.ts';
import { wordsOf } from './words-of.ts';

export const CHANNEL = '19:approvals@thread.tacv2';

interface Given {
  readonly clock?: ReturnType<typeof memoryClock>;
  readonly approvalsChannel?: string;
  /** The built-in one unless given. */
  readonly policy?: PolicySource;
  /** Whether somebody has just signed in. */
  readonly signIns?: SignIns;
  /** Kept from an earlier stage: what a new release finds. */
  readonly store?: ReturnType<typeof memoryStore>;
  readonly teams?: FakeTeams;
  /** The newest checkpoint, over the stage's own parts. */
  readonly seals?: (on: Around) => NonNullable<Chat['seals']>;
  /** Questions about audit activity, built over the stage's own parts. */
  readonly audit?: (on: Around) => Questions;
  readonly evidence?: (on: Around) => NonNullable<Chat['evidence']>;
}

/** What questions need of the stage. */
export interface Around {
  readonly clock: ReturnType<typeof memoryClock>;
  readonly store: ReturnType<typeof memoryStore>;
  readonly directory: FakeDirectory;
  readonly announce: Announce;
}

export interface Questions {
  readonly chat: AuditChat;
  readonly forms: readonly Question[];
  readonly handlers: Readonly<Record<string, (work: DueWork) => Promise<void>>>;
}

type Past = ReturnType<typeof runsOf>;

/**
 * The whole bot in memory: people write over the SDK's test adapter, through the same turns as in
 * Teams, over storage that serialises; `work` does what is due.
 */
export function chatStage(
  walkthroughsOf: readonly Walkthrough[] | ((past: Past) => readonly Walkthrough[]),
  given: Given = {},
) {
  const clock = given.clock ?? memoryClock();
  const store = given.store ?? memoryStore(clock);
  const directory = fakeDirectory();
  const teams = given.teams ?? fakeTeams(store.references);
  const log = memoryLog();
  const jobs = runJobs({
    tenant: TENANT,
    due: store.due,
    clock,
    withLock: store.withLock,
    missed: (_run, error) => {
      throw error;
    },
  });
  const settings = {
    tenant: TENANT,
    ledger: store.ledger,
    withLock: store.withLock,
    clock,
    policy: given.policy ?? policyWith(),
    maxOpenRuns: 20,
    rolesOf: (person: string) => directory.rolesOf(person),
    noted: jobs.noted,
  };
  const walkthroughs =
    typeof walkthroughsOf === 'function'
      ? walkthroughsOf(runsOf({ ...settings, walkthroughs: [] }))
      : walkthroughsOf;
  const runs = runsOf({ ...settings, walkthroughs });
  const { approvalsChannel } = given;
  const deputies = deputiesFrom({ runs, clock, rolesOf: settings.rolesOf });
  const announce = announcing({
    tenant: TENANT,
    runs,
    directory,
    messenger: teams,
    postings: store.postings,
    references: store.references,
    seen: store.seen,
    deputies,
    ...(approvalsChannel === undefined ? {} : { approvalsChannel }),
  });
  const steering = steeringOf({
    ...{ tenant: TENANT, due: store.due, withLock: store.withLock },
    ...{ clock, runs, directory, announce },
    ...(approvalsChannel === undefined ? {} : { approvalsChannel }),
  });
  const around = { clock, store, directory, announce };
  const questions = given.audit?.(around);
  const evidence = given.evidence?.(around);
  const seals = given.seals?.(around);
  const chat: Chat = {
    tenant: TENANT,
    sandbox: true,
    runs,
    directory,
    announce,
    postings: store.postings,
    seen: store.seen,
    policy: settings.policy,
    clock,
    due: store.due,
    deputies,
    reviewSoon: steering.reviews.soon,
    lookSoon: jobs.lookSoon,
    exceptions: exceptionsIn(store.ledger, TENANT),
    ...(given.signIns === undefined ? {} : { signIns: given.signIns }),
    ...(questions === undefined ? {} : { audit: questions.chat }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(seals === undefined ? {} : { seals }),
  };
  const state = new TaggedConversationState(store.conversationState(TENANT));
  const asking = questions === undefined ? [] : [askingOf(chat, questions.forms)];
  const talk = createTalk(state, walkthroughs, handOf(chat), clock.now, asking);
  const turns = createTurns({
    tenant: TENANT,
    log,
    state,
    limits: { ...LIMITS, turnsPerMinute: 10_000, pressesPerMinute: 10_000 },
    handlers: {
      message: ({ conversationType, ...said }) =>
        onSaid(chat, talk, { ...said, personal: conversationType === 'personal' }),
      press: (press) => onPress(chat, press),
      arrived: (arrival) => onArrival(chat, arrival),
      seen: async ({ from, conversation }) => {
        if (conversation.conversationType === 'personal' && from.aadObjectId !== undefined)
          await store.references.save(
            TENANT,
            personPlace(from.aadObjectId),
            {},
            clock.now().toISOString(),
          );
      },
    },
  });

  /** Sends what the bot says in a turn to where its place shows it. */
  class Door extends TestAdapter {
    override async sendActivities(context: TurnContext, activities: Partial<Activity>[]) {
      return activities.map((activity) =>
        activity.type === 'message'
          ? { id: teams.put(placeOf(context.activity), contentOf(activity)) }
          : { id: '' },
      );
    }
    override async updateActivity(_context: TurnContext, activity: Partial<Activity>) {
      if (!teams.redraw(activity.id ?? '', contentOf(activity))) throw new Error('Not there.');
    }
  }

  async function hears(person: Person, more: Partial<Activity>): Promise<readonly string[]> {
    const place = more.conversation === undefined ? personPlace(person.id) : `channel:${CHANNEL}`;
    const before = new Map(teams.at(place).map(({ id, redrawn }) => [id, redrawn]));
    await new Door(turns).processActivity({ ...activityFrom(person), ...more }, turns);
    return teams
      .at(place)
      .filter(({ id, redrawn }) => before.get(id) !== redrawn)
      .map(({ content }) => wordsOf(content));
  }

  const inChannel: Partial<Activity> = {
    conversation: {
      id: CHANNEL,
      conversationType: 'channel',
      tenantId: TENANT,
      isGroup: true,
      name: 'Approvals',
    },
  };
  const { handlers: onRuns, begin } = jobs.with(runs, steering);
  const handlers = { ...onRuns, ...steering.reviews.handlers, ...questions?.handlers };
  const asked = async (run: string, ask: number) =>
    standingOf(await runs.read(run)).asks.filter((each) => each.ask === ask);

  /** Does what is due at this moment, and what follows from it. */
  async function work(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    for (let round = 0; round < 50; round += 1) {
      const due = await store.due.claim(clock.now().toISOString(), 60_000, 10);
      if (due.length === 0) return;
      for (const one of due) {
        const handle = Object.entries(handlers).find(([kind]) => kind === one.kind)?.[1];
        await handle?.(one);
        await store.due.complete(one);
      }
      await new Promise((resolve) => setImmediate(resolve));
      // Redrawing waits a moment for what else may happen.
      clock.advance(500);
    }
  }

  return {
    clock,
    store,
    directory,
    teams,
    runs,
    jobs,
    announce,
    chat,
    talk,
    log,
    work,
    /** A restart: every open run is looked at. */
    restarts: begin,
    handlers,
    /** What the bot answers in words; cards as the words on them. */
    says: (person: Person, text: string) => hears(person, { text }),
    saysInChannel: (person: Person, text: string) => hears(person, { text, ...inChannel }),
    /** A form that is sent: on the newest card, or on the one named. */
    sends: (person: Person, value: unknown, replyToId?: string) =>
      hears(person, { text: '', value, ...(replyToId === undefined ? {} : { replyToId }) }),
    arrives: (person: Person) => hears(person, { type: 'installationUpdate', action: 'add' }),
    /**
     * A press on a card, straight to where it is judged. Unless the data names the card itself, it
     * is the newest one of that request in the person's chat, as it is with a real button.
     */
    press: (
      person: Person,
      verb: string,
      data: unknown,
      trigger: 'manual' | 'automatic' = 'manual',
      proof?: Proof,
    ): Promise<Answered> =>
      onPress(chat, {
        person,
        verb,
        data: onCard(teams.at(personPlace(person.id)), data),
        trigger,
        ...(proof === undefined ? {} : { proof }),
      }),
    /** Starts a run and does what is due. */
    async begins(person: Person, id: string, answers: Data): Promise<string> {
      const by = { person, roles: new Set<Role>(['operator']) };
      const { run = '' } = await runs.start(id, answers, by);
      await work();
      return run;
    },
    ask: async (run: string, ask = 1) => ({
      run,
      ask: String(ask),
      digest: digestOfAsk(await asked(run, ask)),
    }),
    /** What the newest button that decides on a request sends, as this person sees it. */
    async button(person: Person, run: string, ask = 1): Promise<object> {
      const data = onCard(teams.at(personPlace(person.id)), await this.ask(run, ask));
      return isObject(data) ? data : {};
    },
    entriesOf: (run: string) => runs.read(run),
    stateOf: async (run: string) =>
      Object.fromEntries(
        standingOf(await runs.read(run)).steps.map(({ id, state }) => [id, state]),
      ),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a button of the card that somebody has in front of them would add: which card it is. */
function onCard(messages: readonly Message[], data: unknown): unknown {
  if (!isObject(data) || 'seen' in data) return data;
  const actions = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : (content.actions ?? []),
  );
  const button = actions.findLast(
    (action) =>
      action.type === 'Action.Execute' &&
      'seen' in action.data &&
      action.data['run'] === data['run'] &&
      action.data['ask'] === String(data['ask']),
  );
  return button?.type === 'Action.Execute' ? { ...data, seen: button.data['seen'] } : data;
}

export type ChatStage = ReturnType<typeof chatStage>;

const placeOf = ({ conversation, from }: Activity): string =>
  conversation.conversationType === 'personal'
    ? personPlace(from.aadObjectId ?? '')
    : `channel:${conversation.id}`;

function contentOf(activity: Partial<Activity>) {
  const content: unknown = activity.attachments?.[0]?.content;
  return content === undefined
    ? (activity.text ?? '')
    : (JSON.parse(JSON.stringify(content)) as never);
}

let count = 0;

const activityFrom = ({ id, name }: Person): Partial<Activity> => {
  count += 1;
  return {
    type: 'message',
    id: `in-${count}`,
    channelId: 'msteams',
    serviceUrl: 'http://127.0.0.1/teams/',
    from: { id: `29:${name}`, name, aadObjectId: id },
    recipient: { id: '28:bot', name: 'Audit Steward' },
    conversation: {
      id: `a:${id}`,
      conversationType: 'personal',
      tenantId: TENANT,
      isGroup: false,
      name: '',
    },
    channelData: { tenant: { id: TENANT } },
  };
};
