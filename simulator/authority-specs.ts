import type { Rdn } from './distinguished-name.ts';

/** What a simulated CA takes over from the real one, or makes up. */
export interface AuthoritySpec {
  readonly rdns: readonly Rdn[];
  readonly japaneseRdns: readonly Rdn[];
  readonly policy: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

type Purpose = 'digital signature' | 'user authentication';

const POLICY = {
  'digital signature': '1.2.392.200149.8.5.1.1.20',
  'user authentication': '1.2.392.200149.8.5.1.3.30',
  'test signature': '1.2.392.200149.8.5.1.0.20',
  /** Below the arc that X.660 sets aside for examples, as is the next. */
  mock: '2.999.8.5.1.1.20',
  other: '2.999.1',
} as const;

const names = (
  organization: string,
  purpose: Purpose,
): Pick<AuthoritySpec, 'rdns' | 'japaneseRdns'> => ({
  rdns: [
    ['C', 'JP'],
    ['O', organization],
    ['OU', `JPKI for ${purpose}`],
    ['OU', 'Japan Agency for Local Authority Information Systems'],
  ],
  japaneseRdns: [
    ['C', 'JP'],
    ['O', '公的個人認証サービス'],
    [
      'OU',
      purpose === 'digital signature'
        ? '公的個人認証サービス署名用'
        : '公的個人認証サービス利用者証明用',
    ],
    ['OU', '地方公共団体情報システム機構'],
  ],
});

const jpki = (
  purpose: Purpose,
  dates: Pick<AuthoritySpec, 'serialNumber' | 'notBefore' | 'notAfter'>,
): AuthoritySpec => ({ ...names('JPKI', purpose), policy: POLICY[purpose], ...dates });

const generation3 = {
  serialNumber: '067c6a21',
  notBefore: '2023-07-16T00:50:27Z',
  notAfter: '2033-07-15T14:59:59Z',
};

/**
 * The simulated CAs. Names, serial numbers and dates of the JPKI ones are those of the published
 * certificates; three generations share one name, so an issuer cannot be found by name.
 */
export const AUTHORITIES = {
  'sign-1': jpki('digital signature', {
    serialNumber: '01',
    notBefore: '2015-10-20T02:40:28Z',
    notAfter: '2025-10-19T14:59:59Z',
  }),
  'sign-2': jpki('digital signature', {
    serialNumber: '0132c4ab',
    notBefore: '2019-09-14T23:41:56Z',
    notAfter: '2029-09-14T14:59:59Z',
  }),
  'sign-3': jpki('digital signature', generation3),
  'auth-3': jpki('user authentication', {
    serialNumber: '06d18006',
    notBefore: '2023-07-16T01:01:04Z',
    notAfter: '2033-07-15T14:59:59Z',
  }),
  /** J-LIS's hierarchy for test cards. */
  'test-sign': {
    ...names('JPKI-TEST', 'digital signature'),
    policy: POLICY['test signature'],
    serialNumber: '1ea8a8',
    notBefore: '2024-08-28T00:00:00Z',
    notAfter: '2034-08-28T14:59:59Z',
  },
  /** Says in every field that it is the third generation, with a key of its own. */
  'impostor-sign': jpki('digital signature', generation3),
  /** A vendor's mock hierarchy of the same shape. */
  'mock-sign': {
    rdns: [
      ['C', 'JP'],
      ['O', 'EXAMPLE-MOCK'],
      ['OU', 'EXAMPLE-MOCK for digital signature'],
      ['OU', 'Example Vendor'],
    ],
    japaneseRdns: [
      ['C', 'JP'],
      ['O', '模擬認証サービス'],
    ],
    policy: POLICY.mock,
    serialNumber: '02',
    notBefore: '2022-04-01T00:00:00Z',
    notAfter: '2032-03-31T14:59:59Z',
  },
  /** Some other certification business, which has nothing to do with J-LIS. */
  'other-sign': {
    rdns: [
      ['C', 'JP'],
      ['O', 'Example Certification Co., Ltd.'],
      ['OU', 'Example Signing CA'],
    ],
    japaneseRdns: [
      ['C', 'JP'],
      ['O', '例示認証株式会社'],
    ],
    policy: POLICY.other,
    serialNumber: '03',
    notBefore: '2022-04-01T00:00:00Z',
    notAfter: '2032-03-31T14:59:59Z',
  },
} as const satisfies Record<string, AuthoritySpec>;

export type AuthorityId = keyof typeof AUTHORITIES;

/** The CAs a relying party pins: every generation of the signature CA, expired ones too. */
export const ANCHOR_IDS = ['sign-1', 'sign-2', 'sign-3'] as const satisfies readonly AuthorityId[];

/** Those of them that still sign lists: a CA whose certificate has expired signs none. */
export const LIST_IDS = ['sign-2', 'sign-3'] as const satisfies readonly AuthorityId[];

/** The generation of the signature CA that signed on that day. */
export function signatureAuthorityOn(instant: Date): AuthorityId {
  const generations = ANCHOR_IDS.toReversed();
  return generations.find((id) => new Date(AUTHORITIES[id].notBefore) <= instant) ?? 'sign-1';
}
