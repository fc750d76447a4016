import type { CertificateSearch } from './find-certificates.ts';
import type { RequestContext } from './open-request.ts';

/** The search of an address: numbers alone. Addresses are kept by browsers and written down on their way. */
export const searchInAddress = (c: RequestContext): CertificateSearch => ({
  number: numberOf(c.req.query('number')),
  name: '',
  birth: '',
});

/** The search of a form that was sent, by name and birth date as well. */
export const searchInFields = (fields: URLSearchParams): CertificateSearch => ({
  number: numberOf(fields.get('number')),
  name: (fields.get('name') ?? '').slice(0, 64).trim(),
  birth: (fields.get('birth') ?? '').slice(0, 10).normalize('NFKC').trim(),
});

const numberOf = (typed: string | null | undefined): string => (typed ?? '').slice(0, 64).trim();
