import { enableCompileCache } from 'node:module';

// As `src/main.ts` does: what was compiled and stripped of types once is not compiled again.
enableCompileCache();
await import('./teams-side-bot.ts');
