/** What an offer means for Customer Key; `says` is a clause for a sentence about a subscription. */
export interface OfferVerdict {
  readonly kind: 'pass' | 'warning' | 'refused';
  readonly says: string;
}

const ENTERPRISE = 'an Enterprise Agreement or a Microsoft Customer Agreement';

/** By quota id, as Cost Management's table of supported offers names them. */
const OFFERS: Readonly<Record<string, readonly [OfferVerdict['kind'], string]>> = {
  'EnterpriseAgreement_2014-09-01': ['pass', ENTERPRISE],
  'CSP_2015-05-01': ['pass', 'bought through a partner (CSP)'],
  'PayAsYouGo_2014-09-01': [
    'warning',
    'pay-as-you-go: refused in 2020 and 2021 because it could not take the mandatory retention period; whether it is accepted today is unconfirmed',
  ],
  'FreeTrial_2014-09-01': ['refused', 'a free trial'],
  'MSDN_2014-09-01': ['refused', 'a Visual Studio subscription with credits'],
  'MSDNDevTest_2014-09-01': ['refused', 'a Dev/Test subscription'],
  'MPN_2014-09-01': ['refused', 'partner network credits, which is no paid subscription'],
  'Sponsored_2016-01-01': ['refused', 'a sponsorship'],
  'AzurePass_2014-09-01': ['refused', 'an Azure Pass'],
  'AzureForStudents_2018-01-01': ['refused', 'Azure for Students'],
  'DreamSpark_2015-02-01': ['refused', 'a student offer'],
  'AzureInOpen_2014-09-01': ['warning', 'prepaid Azure in Open, which may not count as paid'],
  'Default_2014-09-01': ['refused', 'a support plan'],
};

const known = new Map(Object.entries(OFFERS).map(([id, offer]) => [id.toLowerCase(), offer]));
const beginningOf = (quotaId: string): string => quotaId.split('_')[0]?.toLowerCase() ?? '';
const alike = (quotaId: string) =>
  Object.entries(OFFERS).find(([id]) => beginningOf(id) === beginningOf(quotaId))?.[1];

/** Check SUB-4. What is not in the table is never guessed: it is a warning with the raw value. */
export function judgeOffer(quotaId: string): OfferVerdict {
  if (quotaId === '') return { kind: 'warning', says: 'of an offer that Azure does not name' };
  const offer = known.get(quotaId.toLowerCase());
  if (offer !== undefined) return { kind: offer[0], says: offer[1] };
  const near = alike(quotaId);
  const resembles = near === undefined ? '' : `; its name begins like that of ${near[1]}`;
  return {
    kind: 'warning',
    says: `of the offer ${quotaId}, which is in no list that was read${resembles}`,
  };
}
