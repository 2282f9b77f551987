import { packageApp } from './package.ts';
import type { Command } from './command.ts';

const OUT = 'dist/audit-steward.zip';
/** The sandbox's application: a package for looking at, not for installing. */
const SANDBOX_APP = 'cccccccc-0000-4000-8000-000000000001';

const resourceOf = (audience: string | undefined): string | undefined =>
  audience === undefined || audience.startsWith('api://') ? audience : `api://botid-${audience}`;

/** Writes the checked Teams app package. */
export const packageCommand: Command = async ({ json, print, complain }) => {
  const { env } = process;
  const given = {
    appId: env['MicrosoftAppId'] ?? SANDBOX_APP,
    signInResource: resourceOf(env['SSO_AUDIENCE']),
    developerName: env['APP_DEVELOPER_NAME'],
    websiteUrl: env['APP_WEBSITE_URL'],
    privacyUrl: env['APP_PRIVACY_URL'],
    termsOfUseUrl: env['APP_TERMS_URL'],
  };
  const settings = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const packaged = await packageApp({ ...settings, appId: given.appId }, OUT);
  if (packaged.kind === 'refused') {
    packaged.faults.forEach(complain);
    if (json) print(JSON.stringify(packaged));
    return 1;
  }
  if (env['MicrosoftAppId'] === undefined)
    complain(
      'MicrosoftAppId is not set: this package is for the sandbox. Set it to install the app in Teams.',
    );
  packaged.notes.forEach(complain);
  print(
    json
      ? JSON.stringify(packaged)
      : `Wrote ${packaged.file}: ${packaged.bytes} bytes, ${packaged.contents.join(', ')}.`,
  );
  return 0;
};
