import { ActivityHandler, ConversationState, MemoryStorage, UserState } from 'botbuilder';
import {
  DialogSet,
  DialogTurnStatus,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import { listenStock } from './stock.ts';

const storage = new MemoryStorage();
const conversations = new ConversationState(storage);
const users = new UserState(storage);
const profile = users.createProperty<{ name?: string; age?: number }>('profile');
const dialogs = new DialogSet(conversations.createProperty('dialog'));
dialogs.add(new TextPrompt('name'));
dialogs.add(new NumberPrompt('age'));
dialogs.add(
  new WaterfallDialog('profile', [
    async (step) => step.prompt('name', 'What is your name?'),
    async (step) => {
      const known = await profile.get(step.context, {});
      known.name = String(step.result);
      return step.prompt('age', `How old are you, ${known.name}?`);
    },
    async (step) => {
      const known = await profile.get(step.context, {});
      known.age = Number(step.result);
      await step.context.sendActivity(`${known.name} is ${known.age}.`);
      return step.endDialog();
    },
  ]),
);

const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  const dialog = await dialogs.createContext(context);
  const turn = await dialog.continueDialog();
  if (turn.status === DialogTurnStatus.empty) await dialog.beginDialog('profile');
  await next();
});
listenStock(async (context) => {
  await bot.run(context);
  await conversations.saveChanges(context);
  await users.saveChanges(context);
});
