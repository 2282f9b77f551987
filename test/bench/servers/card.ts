// The SDK answers a press with a card, as its samples do, and nothing is stored.
import { answersWithCard } from './card-bot.ts';

answersWithCard(() => undefined);
