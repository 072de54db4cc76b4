//! Made-up secrets, fixture homes and output scrubbing for the tests of unplain.
