import type { EvidenceReference } from '../../../books/entry.ts';
import type {
  KnownCertificate,
  RequestToStore,
  SeenRequest,
} from '../../../db/revocation/revocation-requests.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { CertificateReference } from '../../../domain/application/text-values.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import { channelOfMethod, judgeRequestText } from '../../../domain/revocation/text-state.ts';
import type { SignedRequest } from './receive-request.ts';

type Evidence = EvidenceReference<
  'signedText' | 'signatureContainer' | 'jpkiCertificate' | 'ownCertificate'
>;

/** What the rows and entries of a request are made of. */
export interface RequestParts {
  readonly signed: SignedRequest;
  readonly seen: SeenRequest;
  /** Certificates of ours among those that the text names. */
  readonly known: readonly KnownCertificate[];
  readonly portalId: string;
  readonly inputId: string;
  readonly chainId: string;
  readonly evidence: readonly Evidence[];
  readonly at: Date;
}

type ToStore = RequestToStore['requests'][number];

/** One request a certificate that the text names, the first under the number of the input. */
export const requestsOf = (parts: RequestParts): ToStore[] =>
  parts.signed.text.certificates.map((certificate, index) =>
    requestOf(parts, { certificate, index }),
  );

interface Named {
  readonly certificate: CertificateReference;
  readonly index: number;
}

function requestOf(parts: RequestParts, named: Named): ToStore {
  const id = named.index === 0 ? parts.inputId : uuidV7(parts.at.getTime());
  return { row: rowOf(parts, { ...named, id }), entry: entryOf(parts, { ...named, id }) };
}

function rowOf(
  { signed, seen, known, portalId, inputId, chainId, at }: RequestParts,
  { certificate, index, id }: Named & { readonly id: string },
): ToStore['row'] {
  const { text, textSha256 } = signed;
  const { issuerKeyId, serialNumber } = certificate;
  const own = known.find(
    (row) => row.serialNumber === serialNumber && row.issuerKeyId === issuerKeyId,
  );
  const handedOut = seen.handedOut && {
    ...seen.handedOut,
    isUsed: seen.handedOut.usedBy !== null,
  };
  const decideBy = deadlineAfter(
    at.getTime(),
    defaultPeriods.revocationRequestRecord,
    announcedHolidays,
  );
  return {
    id,
    inputId,
    number: index + 1,
    caseId: own?.caseId ?? null,
    orderId: own?.orderId ?? null,
    chainId,
    portalId,
    channel: channelOfMethod[text.method],
    identityMethod: text.method,
    textSha256,
    textState: judgeRequestText({ textSha256, portalId, at }, handedOut),
    issuerKeyId,
    serialNumber,
    certificateSha256: certificate.sha256,
    reasonAsked: text.reasonCode,
    invalidityDate: text.invalidityDate ?? null,
    requestedAt: at,
    decideBy: new Date(decideBy),
  };
}

/** The entry that begins the case of a request (規則12条1項2号イ). The first alone names the evidence, which lies with it. */
function entryOf(
  { signed, portalId, inputId, evidence, at }: RequestParts,
  { certificate, index, id }: Named & { readonly id: string },
): ToStore['entry'] {
  const { text, textSha256 } = signed;
  const named = evidence.filter(
    (each): each is EvidenceReference<'signedText' | 'signatureContainer'> =>
      each.kind === 'signedText' || each.kind === 'signatureContainer',
  );
  return {
    id: uuidV7(at.getTime()),
    event: 'revocation.requested',
    items: ['2イ'],
    at: at.toISOString(),
    case: id,
    actor: { kind: 'portal', id: portalId },
    input: inputId,
    ...(index === 0 ? { evidence: named } : {}),
    data: {
      request: id,
      channel: channelOfMethod[text.method],
      issuerKeyId: certificate.issuerKeyId,
      serialNumber: certificate.serialNumber,
      certificateSha256: certificate.sha256,
      reasonAsked: text.reasonCode,
      textSha256,
      identityMethod: text.method,
    },
  };
}
