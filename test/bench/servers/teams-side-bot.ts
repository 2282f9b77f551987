// Our Teams side under a bot of three lines, on the real store: what a turn costs before anybody
// does anything with it.
import {
  DialogSet,
  DialogTurnStatus,
  TextPrompt,
  WaterfallDialog,
  type DialogState,
} from '../../../src/teams/botbuilder.ts';
import { openStore } from '../../../src/store/open.ts';
import { createAdapter } from '../../../src/teams/adapter.ts';
import { LIMITS } from '../../../src/teams/limits.ts';
import { createLog } from '../../../src/teams/log.ts';
import { createMessenger } from '../../../src/teams/messenger.ts';
import { createMetrics } from '../../../src/teams/metrics.ts';
import { createServer } from '../../../src/teams/server.ts';
import { TaggedConversationState } from '../../../src/teams/state.ts';
import { createTurns } from '../../../src/teams/turns.ts';
import { serve, start } from './child.ts';
import { signedSettings } from './signed.ts';

const { tenant, appId, serviceUrl, folder } = start;
const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const log = createLog('warn');
const metrics = createMetrics(true);
const store = await openStore({ dataDir: folder }, clock);
const adapter = createAdapter(signedSettings, log);
const messenger = createMessenger({
  adapter,
  references: store.references,
  tenant,
  botId: `28:${appId}`,
  defaultServiceUrl: serviceUrl,
  channelPlaces: [],
  log,
});

const state = new TaggedConversationState(store.conversationState(tenant));
const dialogs = new DialogSet(state.createProperty<DialogState>('dialog'));
const age = async ({ recognized }: { recognized: { value?: string } }) =>
  /^\d{1,3}$/.test(recognized.value ?? '');
dialogs.add(new TextPrompt('name'));
dialogs.add(new TextPrompt('age', age));
dialogs.add(
  new WaterfallDialog<{ name?: string }>('profile', [
    async (step) => step.prompt('name', 'What is your name?'),
    async (step) => {
      step.options.name = String(step.result);
      return step.prompt('age', `How old are you, ${step.options.name}?`);
    },
    async (step) => {
      await step.context.sendActivity(`${step.options.name} is ${step.result}.`);
      return step.endDialog();
    },
  ]),
);

const turns = createTurns({
  tenant,
  log,
  metrics,
  state,
  limits: { ...LIMITS, turnsPerMinute: 1e9, pressesPerMinute: 1e9 },
  withLock: (key, work) => store.withLock(`turn/${tenant}/${key}`, work),
  handlers: {
    async message({ text, context }) {
      if (text.startsWith('say ')) return void (await context.sendActivity(`You said ${text}`));
      const dialog = await dialogs.createContext(context);
      const turn = await dialog.continueDialog();
      if (turn.status === DialogTurnStatus.empty) await dialog.beginDialog('profile', {});
    },
    press: async ({ verb }) => ({ kind: 'card', card: { type: 'AdaptiveCard', body: [verb] } }),
    seen: (activity) => messenger.remember(activity),
  },
});
const server = createServer({
  adapter,
  bot: turns,
  metrics,
  health: async () => ({ ready: true }),
  log,
});
await adapter.warm();
serve((await server.listen('127.0.0.1', 0)).port);
