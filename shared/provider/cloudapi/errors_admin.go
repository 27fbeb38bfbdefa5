package cloudapi

import (
	"time"

	"ventana/shared/failure"
)

func templateErrors() []ErrorEntry {
	return []ErrorEntry{
		{132000, 400, "number of template parameters is wrong", failure.Permanent, 0},
		{132001, 404, "template missing or not approved in this language", failure.Permanent, 0},
		{132005, 400, "filled template is too long", failure.Permanent, 0},
		{132007, 400, "template content breaks a policy", failure.Permanent, 0},
		{132012, 400, "template parameter has the wrong format", failure.Permanent, 0},
		{132015, 400, "template is paused", failure.Permanent, 0},
		{132016, 400, "template is disabled", failure.Permanent, 0},
		{132018, 400, "template parameter not valid", failure.Permanent, 0},
		{132068, 400, "flow is blocked", failure.Permanent, 0},
		{132069, 400, "flow is throttled", failure.Permanent, 0},
		{141002, 0, "template not approved", failure.Permanent, 0},
		{2388019, 400, "template quota reached", failure.Permanent, 0},
		{2388039, 400, "template format not valid", failure.Permanent, 0},
		{2388040, 400, "template field too long", failure.Permanent, 0},
		{2388047, 400, "template header not valid", failure.Permanent, 0},
		{2388072, 400, "template body not valid", failure.Permanent, 0},
		{2388073, 400, "template footer not valid", failure.Permanent, 0},
		{2388293, 400, "template has too many variables for its length", failure.Permanent, 0},
		{2388299, 400, "template has a variable at its start or end", failure.Permanent, 0},
	}
}

// registrationErrors concern the number itself: until it is registered again
// no reply leaves, and the agent is told.
func registrationErrors() []ErrorEntry {
	return []ErrorEntry{
		{131045, 500, "number's registration or certificate failed", failure.Permanent, 0},
		{133000, 500, "an earlier deregistration is incomplete", failure.Permanent, 0},
		{133005, 400, "two-step PIN is wrong", failure.Permanent, 0},
		{133006, 400, "number must be verified first", failure.Permanent, 0},
		{133008, 400, "too many PIN attempts", failure.Permanent, 0},
		{133009, 400, "too little time between PIN attempts", failure.Permanent, 0},
		{133010, 400, "number is not registered", failure.Permanent, 0},
		{133015, 400, "number is still being deleted", failure.Later, 5 * time.Minute},
		{136024, 400, "verification code could not be requested", failure.Permanent, 0},
	}
}

func managementErrors() []ErrorEntry {
	return []ErrorEntry{
		{139100, 400, "some people could not be blocked or unblocked", failure.Permanent, 0},
		{147001, 400, "business username refused", failure.Permanent, 0},
		{147002, 400, "business username refused", failure.Permanent, 0},
		{147003, 400, "business username refused", failure.Permanent, 0},
		{147004, 400, "business username refused", failure.Permanent, 0},
		{147005, 400, "business username must be transferred", failure.Permanent, 0},
		{1752041, 400, "onboarding was requested twice", failure.Permanent, 0},
	}
}

func migrationErrors() []ErrorEntry {
	return []ErrorEntry{
		{2388001, 400, "number cannot be migrated", failure.Permanent, 0},
		{2388012, 400, "number cannot be migrated", failure.Permanent, 0},
		{2388091, 400, "number cannot be migrated", failure.Permanent, 0},
		{2388093, 400, "number cannot be migrated", failure.Permanent, 0},
		{2388103, 400, "number cannot be migrated", failure.Permanent, 0},
		{2593107, 400, "phone app was synchronised too often", failure.Permanent, 0},
		{2593108, 400, "phone app was synchronised after 24 hours", failure.Permanent, 0},
		{2593109, 400, "history was declined in the phone app", failure.Permanent, 0},
	}
}
