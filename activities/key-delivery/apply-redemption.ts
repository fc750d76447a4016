import type { CaseAct } from '../../db/decision/commit-case.ts';
import { isForRoom } from '../../domain/key-delivery/code-step.ts';
import { readRedemption } from '../../domain/key-delivery/redemption-input.ts';
import { standingOf } from '../application/code-standing.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { refuseInput, type CodeInput } from './refuse-input.ts';

/** A redemption of the code that is live is left for the room, which alone can judge it; any other has no effect. */
export function applyRedemption(deps: OfficeDependencies, given: CodeInput): CaseAct | 'left' {
  const { input, file } = given;
  if (!readRedemption(input.content))
    return refuseInput(deps, given, { problem: 'contentUnreadable' });
  const standing = standingOf(file.code, file.row);
  if (file.row.state === 'keyDelivery' && isForRoom(standing, input)) return 'left';
  return refuseInput(deps, given, { problem: 'notLive', result: { outcome: 'notLive' } });
}
