import * as fc from 'fast-check';
import type {
  ApplicationText,
  ReceiptText,
  RevocationText,
  SignedText,
  WithdrawalText,
} from '../../../domain/application/signed-text.ts';
import type { IdentityRoute } from '../../../domain/application/application-text.ts';
import { isTextCharacter } from '../../../domain/application/text-reader.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const sha256 = hex(64);
const uuid = fc.uuid({ version: 7 });
const identifier = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const date = fc
  .integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) })
  .map((instant) => new Date(instant).toISOString().slice(0, 10));
const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) }).map(printJapanTime);

const character = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Array.from('山田髙橋　花子ーﾀ é：𠮷AZ')) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 0x20, max: 0x10ffff })
      .filter(isTextCharacter)
      .map((codePoint) => String.fromCodePoint(codePoint)),
  },
);
const line = fc.array(character, { minLength: 1, maxLength: 64 }).map((parts) => parts.join(''));

const place = { portal: identifier, service: identifier };
const tail = { nonce: hex(32), createdAt: time, expiresAt: time };
const certificates = fc.array(
  fc.record({
    issuerKeyId: hex(40),
    serialNumber: fc.stringMatching(/^[0-7][0-9a-f]{39}$/),
    sha256,
  }),
  { minLength: 1, maxLength: 4 },
);

const order = fc.record({
  certificateType: fc.constantFrom('basic' as const, 'attribute' as const),
  validityMonths: fc.integer({ min: 1, max: 99 }),
});

function keysFor(route: IdentityRoute, count: number): fc.Arbitrary<ApplicationText['keys']> {
  return fc.oneof(
    fc.record({
      delivery: fc.constant('simultaneous' as const),
      spkiSha256: fc.uniqueArray(sha256, { minLength: count, maxLength: count }),
    }),
    fc.constant({
      delivery: 'code' as const,
      letterTo: route === 'jpki' ? ('jpkiAddress' as const) : ('textAddress' as const),
    }),
  );
}

const versions = fc.oneof(
  fc.constant({ edition: 1 }),
  fc.record({ edition: fc.integer({ min: 2, max: 99 }), previousTextSha256: sha256 }),
);

const routeAndOrders = fc.record({
  route: fc.constantFrom<IdentityRoute>(
    'jpki',
    'ownCertificate',
    'paperPresented',
    'paperSealRegistered',
    'paperInquiry',
  ),
  orders: fc.array(order, { minLength: 1, maxLength: 4 }),
});

const application: fc.Arbitrary<ApplicationText> = routeAndOrders.chain(({ route, orders }) => {
  const isJpki = route === 'jpki';
  const isPaper = route.startsWith('paper');
  const values = fc.record({
    kind: fc.constant('application' as const),
    applicationId: uuid,
    ...place,
    identityRoute: fc.constant(route),
    proxy: fc.constantFrom('none' as const, 'declared' as const),
    name: line,
    substitutes: isJpki
      ? fc.constantFrom('none' as const, 'signedConsent' as const, 'residentRecord' as const)
      : fc.constant('none' as const),
    previousCertificates: fc.constantFrom('none', 'revokeAfterAcceptance', 'keep'),
    orders: fc.constant(orders),
    keys: keysFor(route, orders.length),
    explanation: fc.record({ date, sha256 }),
    ...tail,
  });
  return fc.tuple(values, versions, line, date).map(([text, edition, address, birthDate]) => ({
    ...text,
    ...edition,
    ...(isJpki ? {} : { address }),
    ...(isPaper ? { birthDate } : {}),
  }));
});

const reason = fc.oneof(
  fc.record({
    reasonCode: fc.constantFrom(
      'cessationOfOperation' as const,
      'affiliationChanged' as const,
      'superseded' as const,
      'keyCompromise' as const,
    ),
  }),
  fc.record({ reasonCode: fc.constant('keyCompromise' as const), invalidityDate: date }),
);

const revocation: fc.Arbitrary<RevocationText> = fc
  .tuple(
    fc.record({
      kind: fc.constant('revocation' as const),
      requestId: uuid,
      ...place,
      method: fc.constantFrom('jpki' as const, 'ownCertificate' as const, 'paper' as const),
      requesterName: line,
      certificates,
      ...tail,
    }),
    reason,
  )
  .map(([text, why]) => ({ ...text, ...why }));

const receipt: fc.Arbitrary<ReceiptText> = fc.record({
  kind: fc.constant('receipt' as const),
  applicationId: uuid,
  ...place,
  method: fc.constantFrom('receivedCertificate' as const, 'jpki' as const, 'paper' as const),
  certificates,
  ...tail,
});

const withdrawal: fc.Arbitrary<WithdrawalText> = fc.record({
  kind: fc.constant('withdrawal' as const),
  applicationId: uuid,
  ...place,
  method: fc.constantFrom('jpki' as const, 'ownCertificate' as const, 'paper' as const),
  applicationTextSha256: sha256,
  ...tail,
});

/** Any text of the grammar that fits into the octets allowed. */
export const arbitraryText: fc.Arbitrary<SignedText> = fc.oneof(
  { weight: 3, arbitrary: application },
  { weight: 1, arbitrary: revocation },
  { weight: 1, arbitrary: receipt },
  { weight: 1, arbitrary: withdrawal },
);
