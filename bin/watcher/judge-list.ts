import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import type { Crl } from '../../adapters/x509/crl/crl.ts';
import { openCrl, type OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import {
  children,
  integerHexOf,
  MalformedDer,
  readElement,
} from '../../adapters/x509/der-reader.ts';
import { timeFault, type AlarmCode } from './alarms.ts';

/** What a list is judged by. */
export interface ListSituation {
  /** The CA certificate that the watcher was given, not one that it fetched. */
  readonly issuer: X509Certificate;
  readonly now: Date;
  /** Octets of the last list of this place that was as it has to be. */
  readonly before: Buffer | undefined;
  /** Whether the certificate of a serial number is known to have expired. */
  readonly isExpired: (serialNumber: string) => boolean;
}

/** A judged list; `open` if it could be read. */
export interface JudgedList {
  readonly open: OpenCrl | undefined;
  readonly alarms: readonly AlarmCode[];
  /** Serial numbers that were on the list before and are on it no more. */
  readonly vanished: readonly string[];
}

/** Judges a list as it is served: whose it is, its times, and that it takes nothing back. */
export function judgeList(octets: Buffer, situation: ListSituation): JudgedList {
  const open = orUndefined(() => openCrl(octets));
  if (!open) return { open, alarms: ['listUnreadable'], vanished: [] };
  const { issuer, now, before } = situation;
  const isOurs = open.crl.issuer.equals(issuer.subject) && open.isSignedBy(issuer.spki);
  // Whatever stands in a list of somebody else says nothing about ours.
  if (!isOurs) return { open, alarms: ['listForeign'], vanished: [] };
  const fault = timeFault(open, now);
  const times: AlarmCode[] = fault ? [`list${fault}`] : [];
  const number = orUndefined(() => open.crlNumber);
  if (number === undefined) return { open, alarms: [...times, 'listNumberMissing'], vanished: [] };
  if (before === undefined || before.equals(octets)) return { open, alarms: times, vanished: [] };
  const earlier = openCrl(before);
  const sequence = sequenceFault(number, earlier.crlNumber ?? 0n);
  const vanished = sequence ? [] : vanishedFrom(earlier, open, situation);
  const alarms: AlarmCode[] = [
    ...times,
    ...(sequence ? [sequence] : []),
    ...(vanished.length > 0 ? (['serialVanished'] as const) : []),
  ];
  return { open, alarms, vanished };
}

/** The octets differ, so the numbers have to as well (RFC 5280 §5.2.3). */
function sequenceFault(number: bigint, before: bigint): AlarmCode | undefined {
  if (number === before) return 'listNumberReused';
  return number < before ? 'listNumberFell' : undefined;
}

/** expiredCertsOnCRL (X.509 §9.5.2.8): the list keeps whom it names beyond the end of the certificate. */
const EXPIRED_CERTS_ON_CRL = '2.5.29.60';

/** No certificate is valid for longer (規則6条4号: five years), and a day for the clocks. */
const LONGEST_MS = (5 * 366 + 1) * 86_400_000;

/** Off a list goes who was held and released, or who has expired where the list does not say that it keeps them. */
function vanishedFrom(
  earlier: OpenCrl,
  later: OpenCrl,
  { now, isExpired }: ListSituation,
): string[] {
  const keepsExpired = later.crl.extensions.has(EXPIRED_CERTS_ON_CRL);
  const vanished: string[] = [];
  for (const serialNumber of serialsIn(earlier.crl)) {
    if (later.find(serialNumber)) continue;
    const entry = earlier.find(serialNumber);
    if (entry?.reason === 'certificateHold') continue;
    const revokedAt = entry?.revokedAt?.getTime() ?? now.getTime();
    const isOver = isExpired(serialNumber) || now.getTime() - revokedAt > LONGEST_MS;
    if (!isOver || keepsExpired) vanished.push(serialNumber);
  }
  return vanished;
}

/** Serial numbers in the order of the list. */
function* serialsIn({ der, entries }: Crl): Generator<string> {
  for (let at = entries.start; at < entries.end;) {
    const entry = readElement(der, at);
    yield integerHexOf(children(entry)[0]);
    at += entry.octets.length;
  }
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}
