import { ActivityHandler } from 'botbuilder';
import { listenStock } from './stock.ts';

const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(`You said ${context.activity.text}`);
  await next();
});
listenStock((context) => bot.run(context));
