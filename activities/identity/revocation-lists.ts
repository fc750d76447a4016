import {
  type IssuedList,
  isAbout,
  issuingPointOctets,
  listAbout,
  openIssuedList,
  type RefusedList,
} from '../../adapters/jlis/issued-list.ts';
import type { JlisRevocationList } from '../../adapters/jlis/revocation-list.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import {
  findJlisList,
  jlisListsInForce,
  registerJlisList,
  type JlisListRow,
} from '../../db/identity/jlis-lists.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import { japanDate, printDate } from '../../domain/governance/calendar.ts';

/** A list that an answer was judged with, as it speaks of one certificate. */
export interface NamedList {
  readonly sha256: string;
  readonly list: JlisRevocationList;
}

interface HeldList extends IssuedList {
  readonly sha256: string;
}

/** What lists are kept with. */
export interface RevocationListsOptions {
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly anchors: readonly X509Certificate[];
}

/** Octets of a piece of a list, well below what evidence may be. */
const PIECE_OCTETS = 8 * 1024 * 1024;

/**
 * Where a list is kept: those of a day together, under a key of their year in Japan. They hold the certificates of
 * many people, so they are under no case's key, and all of a year's can be destroyed at once.
 */
function placeOf(receivedAt: Date): { readonly caseId: string; readonly chainId: string } {
  const day = printDate(japanDate(receivedAt.getTime()));
  return { caseId: `jlis-lists-${day}`, chainId: `jlis-lists-${day.slice(0, 4)}` };
}

/**
 * What a list covers: a CA, and the part of its certificates that the issuing distribution point names. Whether J-LIS gives
 * one list or one for each municipality is not public.
 */
const scopeOf = ({ issuer, open }: IssuedList): string =>
  sha256Hex(Buffer.concat([issuer.der, issuingPointOctets(open.crl)]));

/**
 * The revocation lists of J-LIS (RFC 5280 §5): each is kept byte for byte and named in the book, and the newest of each
 * scope stays open for look-ups. 42 octets an entry in memory, and 8 more once one is looked up.
 */
export class RevocationLists {
  readonly #options: RevocationListsOptions;
  /** The newest list of each scope. */
  readonly #newest = new Map<string, HeldList>();

  constructor(options: RevocationListsOptions) {
    this.#options = options;
  }

  /** Opens the newest lists that were kept, so that a start while J-LIS is away has them. */
  async load(at: Date): Promise<void> {
    for (const row of await jlisListsInForce(this.#options.db, at)) {
      this.#hold(await this.#read(row));
    }
  }

  /** Takes a list that came: what is not in order is refused, and changes nothing. */
  async receive(
    octets: Buffer,
    receivedAt: Date,
  ): Promise<RefusedList | { readonly isNew: boolean }> {
    const { db, anchors } = this.#options;
    const opened = openIssuedList(octets, anchors, receivedAt);
    if ('refused' in opened) return opened;
    const { open, issuer, nextUpdate } = opened;
    const held = { ...opened, sha256: sha256Hex(octets) };
    const row = {
      sha256: held.sha256,
      issuerSha256: sha256Hex(issuer.der),
      thisUpdate: open.thisUpdate,
      nextUpdate,
      receivedAt,
      crlNumber: open.crlNumber?.toString(),
      entries: open.size,
    };
    const isNew = await registerJlisList(db, row, () => this.#keep(octets, receivedAt));
    this.#hold(held);
    return { isNew };
  }

  /** The newest list for a certificate, if one is in force: of the CA that issued it, and of its part. */
  newestFor(
    certificate: X509Certificate,
    issuer: X509Certificate,
    at: Date,
  ): NamedList | undefined {
    const held = [...this.#newest.values()]
      .filter((each) => each.issuer.der.equals(issuer.der) && at < each.nextUpdate)
      .find((each) => isAbout(each, certificate));
    return held && { sha256: held.sha256, list: listAbout(held, certificate) };
  }

  /** A list that an answer was judged with. @throws DomainError `EvidenceMissing` if it is not registered. */
  async find(sha256: string, certificate: X509Certificate): Promise<JlisRevocationList> {
    const held = [...this.#newest.values()].find((each) => each.sha256 === sha256);
    if (held) return listAbout(held, certificate);
    const row = await findJlisList(this.#options.db, sha256);
    if (!row) throw new DomainError('EvidenceMissing', `revocation list ${sha256}`);
    return listAbout(await this.#read(row), certificate);
  }

  #hold(list: HeldList): void {
    const scope = scopeOf(list);
    const held = this.#newest.get(scope);
    // While J-LIS changes its file over, the one before may come once more.
    if (!held || held.open.thisUpdate <= list.open.thisUpdate) this.#newest.set(scope, list);
  }

  async #keep(octets: Buffer, receivedAt: Date): Promise<EvidenceReference<'jlisAnswer'>[]> {
    const { evidence } = this.#options;
    const at = placeOf(receivedAt);
    if (!evidence.hasKeys(at.chainId)) await evidence.createChain(at.chainId);
    const kept: EvidenceReference<'jlisAnswer'>[] = [];
    for (let from = 0; from < octets.length; from += PIECE_OCTETS) {
      const piece = octets.subarray(from, from + PIECE_OCTETS);
      kept.push(...(await evidence.put(at, [{ kind: 'jlisAnswer', ring: 'jlis', octets: piece }])));
    }
    return kept;
  }

  /** Reads a kept list and judges it again, at the time it came. */
  async #read({ sha256, pieces, receivedAt }: JlisListRow): Promise<HeldList> {
    const { evidence, anchors } = this.#options;
    const found = evidence.get(placeOf(receivedAt), pieces);
    const octets = Buffer.concat(pieces.map((piece) => found.get(piece) ?? Buffer.alloc(0)));
    const opened = openIssuedList(octets, anchors, receivedAt);
    if ('refused' in opened) throw new Error(`revocation list ${sha256}: ${opened.refused}`);
    return { ...opened, sha256 };
  }
}
