/** Tests of the reports. Start with {@link dev.assay.reports.SampleRun}, the run that most of them look at. */
package dev.assay.reports;
