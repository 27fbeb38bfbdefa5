package main

import "github.com/spf13/cobra"

const rootHelp = `Ventana carries WhatsApp conversations into a helpdesk's tickets, and the
agents' replies back.

Begin on your own machine, without any account:

  ventana local    runs the whole system from template.yaml, with simulators of
                   WhatsApp and the helpdesk in place of the real ones
  ventana demo     plays the stories in events/scenarios and checks each step

  ventana week     proves on a simulated week that agents are warned of closing
                   windows once and in time

Open the playground at the address that "local" prints, write as a customer,
answer as an agent, and watch the functions work. Then, with a stack deployed:

  ventana setup    prepares the Zendesk account and the WhatsApp number, and says
                   what is still missing; it can be run again at any time
  ventana contact  shows who somebody is, and separates two people who were taken
                   for one
  ventana templates
                   brings WhatsApp's templates to what infra/templates says, and
                   reports what was sent of them
  ventana policy   shows and changes the rules: warnings, late replies, templates
  ventana rollout  introduces Ventana step by step beside the former system
  ventana survey   sums up what customers answered when they were asked how it went
  ventana limits   shows what WhatsApp lets us send, and how much of it is used
  ventana reconcile
                   shows what became of a day's messages
  ventana cost     says what messages cost, by what they belong to
  ventana redrive  shows what was parked and how to mend it, and sends it back
  ventana smoke    checks a system from outside, after a deployment
  ventana alarms   shows every alarm with its threshold, and drills them: each is
                   made to ring by its cause and to stop by its runbook
  ventana dashboards
                   writes the dashboards for CloudWatch and Grafana

Each command explains itself: ventana help COMMAND.`

const rootExamples = `  ventana local
  VENTANA_API_PORT=0 VENTANA_SIM_PORT=0 ventana local --data /tmp/try
  ventana demo --only 08
  ventana setup zendesk --help
  ventana contact show "+34 600 000 001" --local
  ventana templates plan --local
  ventana policy diff infra/policies/shop.yaml --local
  ventana redrive list --local`

// newRootCommand lists every command; each has a file cmd_<name>.go.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "ventana",
		Short:         "WhatsApp conversations in the helpdesk, and back",
		Long:          rootHelp,
		Example:       rootExamples,
		SilenceErrors: true, // main prints them, once
		SilenceUsage:  true, // a failure is not a question about flags
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(command *cobra.Command, err error) error {
		return &useError{withHint(err, command)}
	})
	root.AddCommand(
		newLocalCommand(),
		newSetupCommand(),
		newContactCommand(),
		newTemplatesCommand(),
		newPolicyCommand(),
		newRolloutCommand(),
		newSurveyCommand(),
		newLimitsCommand(),
		newReconcileCommand(),
		newCostCommand(),
		newRedriveCommand(),
		newSmokeCommand(),
		newAlarmsCommand(),
		newDashboardsCommand(),
		newDemoCommand(),
		newWeekCommand(),
		newSoakCommand(),
		newBenchCommand(),
		newToolsCommand(),
	)
	return root
}
