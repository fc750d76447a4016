import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { PlacedNotice } from '../../db/decision/office-facts.ts';
import { readNotice, type NoticeRecord } from '../../domain/decision/notice.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/**
 * What the newest notice of a third party makes of the fact `deathNotice`: one that it was a mistake takes back those before.
 *
 * @throws DomainError `EvidenceMissing` for a notice that cannot be read
 */
export function deathNoticeOf(
  deps: Pick<OfficeDependencies, 'evidence'>,
  notices: readonly PlacedNotice[],
): 'none' | 'received' {
  const [newest] = notices;
  if (!newest) return 'none';
  return noticeAt(deps, newest).about === 'death' ? 'received' : 'none';
}

function noticeAt(
  { evidence }: Pick<OfficeDependencies, 'evidence'>,
  { caseId, chainId, sha256 }: PlacedNotice,
): NoticeRecord {
  const octets = evidence.get({ caseId, chainId }, [sha256]).get(sha256);
  const notice = octets && readNotice(readCanonicalJson(octets));
  if (!notice) throw new DomainError('EvidenceMissing', `${caseId} notice ${sha256}`);
  return notice;
}
