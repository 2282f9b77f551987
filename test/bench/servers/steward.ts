import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./steward-bot.ts');
