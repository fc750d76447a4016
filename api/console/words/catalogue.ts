import { books, items } from './books.ts';
import { application, caseList } from './case-list.ts';
import { casePage } from './case-page.ts';
import { errors } from './errors.ts';
import { eventWords } from './events.ts';
import { evidence, evidenceKinds, invisibles } from './evidence.ts';
import { findings } from './findings.ts';
import { frame, keyPage } from './frame.ts';
import { repository } from './repository.ts';
import { signIn } from './sign-in.ts';
import { stateDetails, states, stations } from './states.ts';
import { times } from './times.ts';

/** Everything the console says, for the test that reads all of it. */
export const catalogue = {
  application,
  books,
  caseList,
  casePage,
  errors,
  eventWords,
  evidence,
  evidenceKinds,
  findings,
  frame,
  invisibles,
  items,
  keyPage,
  repository,
  signIn,
  stateDetails,
  states,
  stations,
  times,
} as const;
