import { readEntry } from '../../../books/entry.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { OpenedRecords, SealedCase, SealedObject } from '../inspection/sealed-records.ts';
import { signedTextView, type SignedTextView } from '../application/signed-text-view.ts';

/** Under what the evidence of a request lies; what a portal sent lies with the first request of its text. */
export const sealedRequest = ({
  id,
  chainId,
}: Pick<ListedRequest, 'id' | 'chainId'>): SealedCase => ({ id, chainId });

/** What the entries of a request name, each once. */
export function evidenceOf(entries: readonly StoredEntry[]): (SealedObject & { size: number })[] {
  const named = entries.flatMap(({ octets }) => readEntry(octets).evidence ?? []);
  return [...new Map(named.map((each) => [each.sha256, each])).values()];
}

/** Kinds that somebody brought as a document. */
const DOCUMENTS: readonly string[] = ['paperApplication', 'thirdPartyNotice'];

/** Documents that came with a request. */
export const documentsOf = (entries: readonly StoredEntry[]) =>
  evidenceOf(entries).filter(({ kind }) => DOCUMENTS.includes(kind));

/** What was signed, line by line, by the entries of the first request of its text; undefined where nothing was. */
export function signedRequestText(
  { inputId: id, chainId }: Pick<ListedRequest, 'inputId' | 'chainId'>,
  entries: readonly StoredEntry[],
  records: OpenedRecords,
): SignedTextView | undefined {
  const text = evidenceOf(entries).find(({ kind }) => kind === 'signedText');
  if (!text) return undefined;
  const of = { id, chainId };
  if (!records.hasKeys(of)) return { isShown: false };
  const octets = records.objects(of, [text], () => ['revocationText']).get(text.sha256);
  return octets ? signedTextView(octets) : { isShown: false };
}
