import type { Config } from '../config.ts';
import type { Where } from '../store/open.ts';

/** Where the store of this configuration is: a server, or the data folder. */
export const whereOf = ({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Where =>
  databaseUrl === undefined ? { dataDir } : { databaseUrl: databaseUrl.reveal() };
