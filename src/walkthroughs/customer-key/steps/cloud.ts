import { GatewayError } from '../../../core/errors.ts';
import type { Step } from '../../../core/step.ts';
import { PREFLIGHT_SOURCES } from '../sources/preflight.ts';
import type { Site } from '../world.ts';

/** The fact files speak of the public cloud; what is different elsewhere is said, not guessed. */
const CLOUDS: Readonly<Record<string, string>> = {
  public: 'The tenant is in the public cloud, for which Customer Key is documented.',
  gcc: 'The tenant is in GCC. Whether Customer Key for audit records is offered there is unconfirmed: ask Microsoft before going on.',
  'gcc-high':
    'The tenant is in GCC High. Whether Customer Key for audit records is offered there is unconfirmed: ask Microsoft before going on.',
  dod: 'The tenant is in the DoD cloud. Whether Customer Key for audit records is offered there is unconfirmed: ask Microsoft before going on.',
  china:
    'The tenant is in the cloud run by 21Vianet. Whether Customer Key for audit records is offered there is unconfirmed: ask 21Vianet before going on. No address of the audit feed is known there, so that its use can be shown only from the logs of the vaults.',
};

const UNKNOWN = 'Whether Customer Key for audit records is offered in this cloud is unconfirmed.';

const moved = (asked: string, found: string): GatewayError =>
  new GatewayError(
    `This run was started for the tenant ${asked}, but the bot now works in the tenant ${found}. ` +
      'Cancel this run, and start again in the tenant that is meant.',
    { status: 409, transient: false },
  );

/** The tenant is the one that was asked about, and what is known of its cloud is said. */
export const cloud = (site: Site): Step => ({
  id: 'cloud',
  title: 'The tenant is the one meant, in a cloud with Customer Key',
  stage: 'Preflight',
  risk: 'routine',
  sources: [PREFLIGHT_SOURCES.clouds, PREFLIGHT_SOURCES.sameTenant],
  async check() {
    const { id } = await site.profile();
    const { tenant } = site.answers;
    if (id.toLowerCase() !== tenant.id.toLowerCase()) throw moved(tenant.id, id);
    return [];
  },
  async found() {
    const { name, domain, id } = await site.profile();
    const says = CLOUDS[site.world.settings.cloud] ?? UNKNOWN;
    return `${name || domain}, tenant ${id}. ${says}`;
  },
});
