import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./approvals-bot.ts');
