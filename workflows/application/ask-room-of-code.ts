import { proxyActivities } from '@temporalio/workflow';
import type { AskedCodeStep, Situation } from '../../activities/contract.ts';
import type { RoomCodeActivities } from '../../activities/key-delivery/contract.ts';
import { failedAnswer } from './ask-room.ts';
import { ROOM_ACTIVITY } from './contract.ts';

/** As for a certificate; but a room that takes no work at all is called away sooner, because the case has other things to do. */
const room = proxyActivities<RoomCodeActivities>({
  ...ROOM_ACTIVITY,
  scheduleToStartTimeout: '2 minutes',
  scheduleToCloseTimeout: '5 minutes',
  retry: { ...ROOM_ACTIVITY.retry, maximumAttempts: 8 },
});

/** What the room answered about a code, as it came, or what it is away for. */
export type CodeAnswer =
  | { readonly outcome: 'answered'; readonly answer: unknown }
  | { readonly outcome: 'away'; readonly cause: string };

/** A case on the code route, as the room is asked about it. */
export type CodeQuestion = { readonly applicationId: string } & Pick<
  Situation,
  'chainId' | 'instructionSha256'
>;

/**
 * Asks the room for a step about the code of a case (規則6条3号の2). What it answers the activity reads that stores it; a failure
 * that is not to be tried again becomes an answer that no step knows, so that a person looks.
 *
 * @throws CancelledFailure of the run
 */
export async function askRoomOfCode(about: CodeQuestion, step: AskedCodeStep): Promise<CodeAnswer> {
  try {
    return { outcome: 'answered', answer: await answerTo(about, step) };
  } catch (error) {
    const failed = failedAnswer(error);
    return failed.outcome === 'away' ? failed : { outcome: 'answered', answer: null };
  }
}

async function answerTo(about: CodeQuestion, step: AskedCodeStep): Promise<unknown> {
  const { applicationId, chainId, instructionSha256 = '' } = about;
  const instructed = { applicationId, chainId, instructionSha256 };
  switch (step.do) {
    case 'make': {
      const { codeNumber, dispatchId } = step;
      return room.makeCode({ ...instructed, codeNumber, dispatchId });
    }
    case 'redeem': {
      const { codeNumber, inputId, redemptionSha256, proofSha256 } = step;
      const redemption = { codeNumber, inputId, redemptionSha256, proofSha256 };
      return room.redeemCode({ ...instructed, ...redemption });
    }
    case 'notePosted': {
      const { codeNumber, postedAt } = step;
      return room.noteCodePosted({ applicationId, codeNumber, postedAt });
    }
    case 'end': {
      const { codeNumber, cause } = step;
      return room.endCode({ applicationId, codeNumber, cause });
    }
    default:
      // The keys are there: nobody is asked.
      return null;
  }
}
