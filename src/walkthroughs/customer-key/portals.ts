const AZURE: Readonly<Record<string, string>> = {
  'gcc-high': 'https://portal.azure.us',
  dod: 'https://portal.azure.us',
  china: 'https://portal.azure.cn',
};

/** Where people of this cloud look at Azure. */
export const azurePortal = (cloud: string): string => AZURE[cloud] ?? 'https://portal.azure.com';
