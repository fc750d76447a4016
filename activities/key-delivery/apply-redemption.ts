import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { readCodeRedemption } from '../../domain/key-delivery/code-redemption.ts';
import { isForRoom } from '../../domain/key-delivery/code-step.ts';
import {
  readRedemption,
  type RedemptionResult,
} from '../../domain/key-delivery/redemption-input.ts';
import { standingOf } from '../application/code-standing.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { applied } from './code-change.ts';
import { refuseInput, type CodeInput } from './refuse-input.ts';
import { keysOf } from './store-redemption.ts';

/**
 * A redemption of the code that is live is left for the room, which alone can judge it. For the keys and the MAC that it was redeemed
 * with it is answered as before; any other has no effect: nobody can verify another MAC any more.
 */
export function applyRedemption(deps: OfficeDependencies, given: CodeInput): CaseAct | 'left' {
  const { inputId, input, file } = given;
  const { code, row } = file;
  const read = readRedemption(input.content);
  if (!read) return refuseInput(deps, given, { problem: 'contentUnreadable' });
  if (row.state === 'keyDelivery' && isForRoom(standingOf(code, row), input)) return 'left';
  const isRedeemed = code?.state === 'redeemed' && code.code_number === read.codeNumber;
  if (!isRedeemed || !file.redemption) {
    return refuseInput(deps, given, { problem: 'notLive', result: { outcome: 'notLive' } });
  }
  const [came, redeemed] = [read, file.redemption].map((each) =>
    [macOf(deps, file, each.redemptionSha256), ...keysOf(deps, file, each.proofSha256)].join(),
  );
  if (came !== redeemed) {
    return refuseInput(deps, given, { problem: 'used', result: { outcome: 'used' } });
  }
  const result: RedemptionResult = { outcome: 'redeemed', state: row.state, isApplied: false };
  return applied(inputId, result);
}

/** MAC of a redemption, as its evidence says. */
function macOf({ evidence }: OfficeDependencies, { row }: CaseFile, sha256: string): string {
  const at = { caseId: row.id, chainId: row.chainId };
  const octets = evidence.get(at, [sha256]).get(sha256) as Buffer;
  return readCodeRedemption(readCanonicalJson(octets))?.mac ?? sha256;
}
